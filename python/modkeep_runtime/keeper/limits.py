"""What a process may use. Resource limits of the kernel where they measure the right thing, a watch by the
keeper (`tree_watch`) where they do not.

Memory is watched, not limited by address space: Arrow and Python's threads reserve far more than they ever
touch (a plain Streamlit has 1-3 GiB of address space at 120 MiB of memory), so RLIMIT_AS would end healthy
modules. The watch adds up anonymous and shared memory of the whole process tree. RLIMIT_DATA, at four times
the limit and at least 4 GiB above it, only stops a single huge allocation from outrunning the watch; the
module sees a MemoryError.
"""

import resource

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

