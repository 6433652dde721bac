"""Where a pre-forked interpreter lives: it imports an environment's packages, so it is trusted as little as a
module.

A view with the environment and nothing of any install, a network without a way out, a user of its own, no
rights. It stays in the keeper's process namespace, because its children must be born outside its own life:
they go on when it ends. As an ordinary user the machine's processes can be listed from there, not read.
"""

import os

from ..isolation import kernel, rights, view
from ..isolation.cell import StepFailed, Steps
from ..isolation.place import place
from .raise_cell import map_ids

CHANNEL = 3
# Where `place` puts it.
TOLD = CHANNEL + 1
SHARED = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
BYTES_MAX = 64 << 20


def start(order, descriptors):
    """({"pid"}, [its user namespace, where it has one]). `descriptors`: its channel and its output."""
    asks_read, asks_write = os.pipe()
    goes_read, goes_write = os.pipe()
    told_read, told_write = os.pipe()
    first = os.fork()
    if first == 0:
        # The keeper, nearest subreaper, becomes the parent of the second.
        pid = os.fork()
        if pid:
            os.write(told_write, b"pid %d\n" % pid)
            os._exit(0)
        _live(order, descriptors, asks_write, goes_read, told_write)
    for each in (asks_write, goes_read, told_write):
        os.close(each)
    os.waitpid(first, 0)
    with os.fdopen(told_read, "rb", buffering=0) as told, os.fdopen(asks_read, "rb", buffering=0) as asks:
        pid = int(told.readline().split()[1])
        if asks.read(1):
            map_ids(pid, {"uid": os.geteuid(), "gid": os.getegid()}, is_root=False)
        os.write(goes_write, b"1")
        os.close(goes_write)
        trouble = told.read().decode()
    if trouble:
        raise StepFailed("nursery", OSError(0, trouble))
    has_own = os.geteuid() != 0
    return {"pid": pid}, [os.open("/proc/%d/ns/user" % pid, os.O_RDONLY)] if has_own else []


def _live(order, descriptors, asks, goes, told):
    try:
        step, is_root = Steps(), os.geteuid() == 0
        os.umask(0o022)
        step("session", os.setsid)
        rights.prefer_for_oom()
        step("namespaces", kernel.unshare, SHARED if is_root else SHARED | kernel.CLONE_NEWUSER)
        if not is_root:
            os.write(asks, b"1")
        os.close(asks)
        os.read(goes, 1)
        step("view", view.build, order["readable"], (), order["user"], BYTES_MAX)
        if is_root:
            flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
            step("proc", kernel.mount, "proc", "/proc", "proc", flags, "hidepid=2")
        else:
            step("proc", kernel.bind, view.OLD + "/proc", "/proc", view.READ_ONLY | kernel.NOEXEC)
        step("view", view.let_go)
        step("view", view.close_root)
        # What it may write is bounded by the view; a hard limit would be its children's too.
        step("limits", rights.limit, {}, False)
        step("user", rights.give_up, order["user"], ())
        step("privileges", kernel.prctl, kernel.PR_SET_NO_NEW_PRIVS, 1)
        step("descriptors", _place, descriptors, told)
        program = order["program"]
        step("interpreter", os.execve, program["path"], program["arguments"], program["environment"])
    except StepFailed as failed:
        for each in (TOLD, told):
            try:
                os.write(each, str(failed).encode())
                break
            except OSError:
                continue
    finally:
        os._exit(127)


def _place(descriptors, told):
    channel, output = descriptors
    place({CHANNEL: channel, 1: output, 2: output}, told)
