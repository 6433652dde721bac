"""The keeper before its modules, where the machine is short of CPU: it is what ends a module that takes too much.

The kernel shares cores among sessions (autogroups), and a module that bombs gives each of its processes one: beside
two hundred of them a keeper of equal rank would need seconds to look twice. Its modules have sessions of their
own and keep the usual rank. Root only; without it, or where the kernel knows no such groups, nothing changes.
"""

# Ten times the weight of a module's session.
RANK = "-10"


def take_precedence():
    try:
        with open("/proc/self/autogroup", "w") as file:
            file.write(RANK)
    except OSError:
        pass
