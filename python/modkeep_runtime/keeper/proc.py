"""Reads /proc: which processes belong to a module, what they use, and ends them. One that ended meanwhile
counts as nothing.
"""

import os
import signal

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Stat:
    __slots__ = ("pid", "parent", "group", "session", "cpu_ticks", "threads", "started", "is_zombie")

    def __init__(self, pid, fields):
        self.pid = pid
        self.is_zombie = fields[0] in "ZX"
        self.parent, self.group, self.session = (int(value) for value in fields[1:4])
        self.cpu_ticks = sum(int(value) for value in fields[11:15])
        self.threads, self.started = int(fields[17]), int(fields[19])


def stat(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            # The command's name stands in brackets and may hold anything.
            return Stat(pid, file.read().rpartition(")")[2].split())
    except (OSError, ValueError, IndexError):
        return None


def every():
    return [found for found in (stat(int(name)) for name in os.listdir("/proc") if name.isdigit()) if found]


def family(pid, uid=None, mark=None):
    """The process itself, its descendants, its session, what carries `mark` in its environment block and,
    with `uid`, all of that user id.

    What has left the session and lost its parent (a daemon) has become a child of the keeper and is known by
    its mark.
    """
    found = every()
    keeper = os.getpid()
    members = {pid}
    if mark is not None:
        members.update(
            each.pid
            for each in found
            if each.parent == keeper and each.pid != pid and _has_mark(each.pid, mark)
        )
    grew = True
    while grew:
        grew = False
        for each in found:
            if each.pid not in members and (each.parent in members or each.session == pid):
                members.add(each.pid)
                grew = True
    if uid is not None:
        members.update(each.pid for each in found if _uid(each.pid) == uid)
    return [each for each in found if each.pid in members and not each.is_zombie]


def kill_family(pid, uid=None, mark=None):
    """SIGKILL to every member. One may fork while it is looked at: look again until nobody is left."""
    for _ in range(10):
        members = [each.pid for each in family(pid, uid, mark) if each.pid != os.getpid()]
        if not members:
            return
        for member in members:
            kill(member)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def children(pid):
    """Descendants by the kernel's own lists, without a walk over all processes of the machine."""
    found, todo = [], [pid]
    while todo:
        each = todo.pop()
        try:
            for task in os.listdir("/proc/%d/task" % each):
                with open("/proc/%d/task/%s/children" % (each, task)) as file:
                    todo.extend(int(child) for child in file.read().split())
        except OSError:
            pass
        if each != pid:
            found.append(each)
    return found


def limited_bytes(pid):
    """What counts against a memory limit: anonymous and shared memory. File pages are the kernel's to drop."""
    try:
        with open("/proc/%d/status" % pid) as file:
            return 1024 * sum(
                int(line.split()[1]) for line in file if line.startswith(("RssAnon:", "RssShmem:"))
            )
    except (OSError, ValueError, IndexError):
        return 0


def resident_bytes(pid):
    try:
        with open("/proc/%d/statm" % pid) as file:
            return int(file.read().split()[1]) * PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0


def proportional_bytes(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def open_files(pid):
    try:
        return len(os.listdir("/proc/%d/fd" % pid))
    except OSError:
        return 0


def _has_mark(pid, mark):
    try:
        with open("/proc/%d/environ" % pid, "rb") as file:
            return mark in file.read().split(b"\0")
    except OSError:
        return False


def _uid(pid):
    # Not the owner of /proc/PID: that is root when the process is not dumpable.
    try:
        with open("/proc/%d/status" % pid) as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Uid:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return None
