"""Runs a command as an ordinary user, who may read the folders in REACH even where they lie below a closed one.
With NAMESPACES=none the user may not make any, as on a machine that forbids it.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from uncovered import kernel, uncover  # noqa: E402

USER = 219_999


def forbid_namespaces():
    """In a user namespace of its own, whose limit of further ones is none."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    kernel.unshare(kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", "%d %d 1"), ("gid_map", "%d %d 1")):
        with open("/proc/self/" + name, "w") as file:
            file.write(text % (USER, USER) if "%" in text else text)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")


uncover(os.environ["REACH"].split(":"), USER)
os.setgroups([])
os.setgid(USER)
os.setuid(USER)
if os.environ.get("NAMESPACES") == "none":
    forbid_namespaces()
os.execv(sys.argv[1], sys.argv[1:])
