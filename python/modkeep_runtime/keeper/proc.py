"""Reads /proc: which processes belong to a module, what they use, and ends them. One that ended meanwhile
counts as nothing.
"""

import os
import signal

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Stat:
    __slots__ = ("pid", "parent", "group", "session", "cpu_ticks", "threads", "started", "is_zombie", "is_stopped")

    def __init__(self, pid, fields):
        self.pid = pid
        self.is_zombie, self.is_stopped = fields[0] in "ZX", fields[0] == "T"
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
    """The process itself, its descendants, its session, daemons of its that the keeper has adopted (known by
    `mark` in their environment block) and, with `uid`, all of that user id among the keeper's descendants.

    Among the keeper's descendants only: another keeper on the machine may have given out the same user id. The
    keeper is the subreaper, so nothing that its modules start can leave them.
    """
    found = every()
    keeper = os.getpid()
    adopted = {each.pid for each in found if each.parent == keeper and each.pid != pid}
    members = {pid}
    if mark is not None:
        members.update(each for each in adopted if has_mark(each, mark))
    members = _with_descendants(members, found, pid)
    if uid is not None:
        kept = _with_descendants({keeper}, found) - {keeper}
        members.update(each for each in kept if _uid(each) == uid)
    return [each for each in found if each.pid in members and not each.is_zombie]


def _with_descendants(members, found, session=None):
    members = set(members)
    grew = True
    while grew:
        grew = False
        for each in found:
            if each.pid not in members and (each.parent in members or each.session == session):
                members.add(each.pid)
                grew = True
    return members


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
    return usage(pid)[0]


def usage(pid):
    """What counts against the limits: bytes of anonymous and shared memory (file pages are the kernel's to drop),
    and threads.
    """
    used, threads = 0, 0
    try:
        with open("/proc/%d/status" % pid) as file:
            for line in file:
                if line.startswith(("RssAnon:", "RssShmem:")):
                    used += 1024 * int(line.split()[1])
                elif line.startswith("Threads:"):
                    threads = int(line.split()[1])
    except (OSError, ValueError, IndexError):
        pass
    return used, threads


def shared_out_bytes(pid):
    """The same bytes, those that several processes share counted in parts; None where it may not be looked at.

    What a process has from before a fork is in the account of parent and child alike, though it is there once. This
    look walks over all pages (some milliseconds for 300 MiB).
    """
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            parts = [int(line.split()[1]) for line in file if line.startswith(("Pss_Anon:", "Pss_Shmem:"))]
    except (OSError, ValueError, IndexError):
        return None
    return 1024 * sum(parts) if parts else None


def cpu_s(pid):
    """With the time of children that have ended and were waited for."""
    found = stat(pid)
    return found.cpu_ticks / TICKS_PER_S if found else 0.0


def hold(pid):
    """False when there is nothing to hold."""
    return _signal(pid, signal.SIGSTOP)


def go_on(pid):
    return _signal(pid, signal.SIGCONT)


def is_stopped(pid):
    found = stat(pid)
    return found is not None and found.is_stopped


def _signal(pid, number):
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


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


def has_mark(pid, mark):
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
