"""What a process may still do once it is in its cell: nothing but its own work, as its own user, for good."""

import os
import resource

from . import kernel, seccomp

# When memory is short on the machine, a module goes before the keeper and the server.
PREFERENCE = b"500"


def prefer_for_oom():
    # A wish: without root a closed process may not be allowed to write its own.
    try:
        descriptor = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
    except OSError:
        return
    try:
        os.write(descriptor, PREFERENCE)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def limit(limits, has_own_user):
    """Resource limits of the kernel, hard ones; before the user id is given up."""
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, limits.get("openFiles"))
    _set(resource.RLIMIT_FSIZE, limits.get("fileBytes"))
    _set(resource.RLIMIT_MEMLOCK, 64 << 10)
    _set(resource.RLIMIT_MSGQUEUE, 0)
    _set(resource.RLIMIT_RTPRIO, 0)
    if has_own_user:
        # Counted per user id: without an own one, all modules and the server would share the number.
        _set(resource.RLIMIT_NPROC, limits.get("processes"))
    memory = limits.get("memoryBytes")
    if memory:
        # Stops a single huge allocation from outrunning the keeper's watch (keeper/tree_watch.py).
        _set(resource.RLIMIT_DATA, max(4 * memory, memory + (4 << 30)))


def _set(what, value):
    if value is None:
        return
    hard = resource.getrlimit(what)[1]
    value = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
    resource.setrlimit(what, (value, value))


def give_up(user, without):
    """Groups, user id, capabilities, the bounding set. `user` None: stays who it is."""
    if "rights" not in without:
        for capability in range(64):
            try:
                kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
            except OSError:
                # Past the last one the kernel knows; or there are none to drop.
                break
    if user is not None:
        try:
            os.setgroups([])
        except PermissionError:
            # In a user namespace of an ordinary user's making; the view holds nothing of those groups.
            pass
        os.setresgid(user["gid"], user["gid"], user["gid"])
        os.setresuid(user["uid"], user["uid"], user["uid"])
    if "rights" not in without:
        kernel.drop_capabilities()


def close_up(without):
    """The last steps, after which nothing can be changed back."""
    if "keys" not in without:
        kernel.join_new_session_keyring()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    # An executed program opens its memory again: the launcher closes it first thing.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if "seccomp" not in without:
        seccomp.apply()
