"""What a process may use. Resource limits of the kernel where they measure the right thing, a watch by the
keeper where they do not.

Memory is watched, not limited by address space: Arrow and Python's threads reserve far more than they ever
touch (a plain Streamlit has 1-3 GiB of address space at 120 MiB of memory), so RLIMIT_AS would end healthy
modules. The watch adds up anonymous and shared memory of the whole process tree. RLIMIT_DATA, at four times
the limit and at least 4 GiB above it, only stops a single huge allocation from outrunning the watch; the
module sees a MemoryError.
"""

import resource

from . import proc

WATCH_S = 1.0
# Over half of the limit the watch looks more often: a module can touch about 1 GiB in the time between two
# looks.
WATCH_NEAR_S = 0.1
DATA_HEADROOM_BYTES = 4 << 30


def apply(limits, has_own_user):
    """In the child, before the user id is given up."""
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, limits.get("openFiles"))
    _set(resource.RLIMIT_FSIZE, limits.get("fileBytes"))
    if has_own_user:
        # Counted per user id: without an own one, all modules and the server would share the number.
        _set(resource.RLIMIT_NPROC, limits.get("processes"))
    memory = limits.get("memoryBytes")
    if memory:
        _set(resource.RLIMIT_DATA, max(4 * memory, memory + DATA_HEADROOM_BYTES))


def _set(what, value):
    if value is None:
        return
    hard = resource.getrlimit(what)[1]
    value = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
    resource.setrlimit(what, (value, value))


class MemoryWatch:
    """Calls `on_over(used)` once, when the tree of a process uses more than it may."""

    def __init__(self, loop, pid, bytes_max, on_over):
        self._loop, self._pid, self._bytes_max, self._on_over = loop, pid, bytes_max, on_over
        self._timer = loop.later(WATCH_S, self._look)

    def stop(self):
        self._timer.cancel()

    def _look(self):
        used = used_bytes(self._pid)
        if used > self._bytes_max:
            self._on_over(used)
            return
        self._timer = self._loop.later(WATCH_NEAR_S if used * 2 > self._bytes_max else WATCH_S, self._look)


def used_bytes(pid):
    return sum(proc.limited_bytes(each) for each in [pid, *proc.children(pid)])
