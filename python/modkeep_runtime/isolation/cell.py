"""Builds a cell: the namespaces of one module, with a view, a network and an init in them. Nothing of the
module runs yet.

As root the view is made with root's eyes (an interpreter may lie below a closed folder) and locked by the
user namespace that follows; an ordinary user makes it inside the user namespace. The namespace belongs to
`owner`, who can enter it without any other right: that is how a pre-forked interpreter, which has none, gets
its child in.

The init is the first process inside. It takes in orphans, so that none stays a zombie, and ends with its
`life`: a pipe whose other end only the keeper holds. When it ends the kernel ends everything in the cell.
"""

import os
import signal
import time

from . import kernel, network, rights, view

KINDS = {
    "user": kernel.CLONE_NEWUSER,
    "mnt": kernel.CLONE_NEWNS,
    "pid": kernel.CLONE_NEWPID,
    "net": kernel.CLONE_NEWNET,
    "ipc": kernel.CLONE_NEWIPC,
    "uts": kernel.CLONE_NEWUTS,
}
LAYER_OF = {"mnt": "view", "net": "network"}
# Of securebits(7): a change of user id leaves the capabilities as they are.
NO_SETUID_FIXUP = 4


class Cell:
    """What whoever enters needs: the kinds of its namespaces with a descriptor for each; for the egress its
    sockets.
    """

    def __init__(self, kinds, descriptors, sockets, init):
        self.kinds, self.descriptors, self.sockets, self.init = kinds, descriptors, sockets, init


def build(order, life, ground, mapped):
    """In a process of its own, which ends afterwards. `mapped()` has the user namespace's ids written from
    outside. `ground`: a user namespace to be below of, or None.
    """
    os.umask(0o022)
    # Held open: what /proc shows here soon belongs to others.
    own = os.open("/proc/self/ns", os.O_RDONLY | os.O_DIRECTORY)
    step = Steps()
    without = frozenset(order["without"])
    kinds = [kind for kind in KINDS if LAYER_OF.get(kind, kind) not in without]
    flags = 0
    for kind in kinds:
        flags |= KINDS[kind]
    has_ipv6 = "net" in kinds and network.has_ipv6()
    # Without a user namespace it is root's own rights that build, or none.
    builds_first = os.geteuid() == 0
    if ground is not None:
        step("ground", kernel.setns, ground, kernel.CLONE_NEWUSER)
    if builds_first and "mnt" in kinds:
        step("mounts", kernel.unshare, kernel.CLONE_NEWNS)
        step("view", _look, order, "net" in kinds)
        step("proc", _proc)
        step("view", _close)
    if builds_first and "user" in kinds:
        step("owner", _act_as, order["owner"])
    if "mnt" in kinds and builds_first and "user" not in kinds:
        flags &= ~kernel.CLONE_NEWNS
    step("namespaces", kernel.unshare, flags)
    if "user" in kinds:
        step("user", mapped)
    if not builds_first and "mnt" in kinds:
        step("view", _look, order, "net" in kinds)
    if "uts" in kinds:
        step("uts", kernel.set_host_name, "module")
    sockets = step("network", network.open_up, has_ipv6) if "net" in kinds else []
    init = None
    if "pid" in kinds:
        init = step("pid", _begin, life, "mnt" in kinds, builds_first)
    elif "mnt" in kinds and not builds_first:
        step("proc", kernel.bind, view.OLD + "/proc", "/proc", view.WRITABLE)
        step("view", _close)
    names = ["pid_for_children" if kind == "pid" else kind for kind in kinds]
    descriptors = [step(name, os.open, name, os.O_RDONLY, 0, dir_fd=own) for name in names]
    return Cell(kinds, descriptors, sockets, init)


class StepFailed(Exception):
    def __init__(self, step, error):
        reason = error.strerror if isinstance(error, OSError) and error.strerror else repr(error)
        super().__init__("step %s: %s" % (step, reason))
        self.step = step


class Steps:
    def __call__(self, name, act, *arguments, **named):
        try:
            return act(*arguments, **named)
        except StepFailed:
            raise
        except Exception as error:
            raise StepFailed(name, error) from error


def _look(order, has_network):
    view.build(
        order["readable"],
        order["writable"],
        order["user"],
        order.get("temporaryBytes") or view.TEMPORARY_BYTES,
    )
    if has_network:
        view.name_server(network.ADDRESS)
    else:
        view.machine_name_servers()


def _close():
    view.let_go()
    view.close_root()


def _proc(options=None):
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("proc", "/proc", "proc", flags, options)


def _act_as(owner):
    kernel.prctl(kernel.PR_SET_SECUREBITS, NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(owner["gid"], owner["gid"], owner["gid"])
    os.setresuid(owner["uid"], owner["uid"], owner["uid"])


def _begin(life, has_view, is_closed):
    """Forks the init; returns its process id when it stands."""
    told_read, told_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(told_read)
            if has_view:
                _proc()
                if not is_closed:
                    _close()
            _stay(life, told_write)
        except BaseException as error:
            os.write(told_write, str(getattr(error, "strerror", None) or error).encode())
        finally:
            os._exit(1)
    os.close(told_write)
    with os.fdopen(told_read, "rb") as told:
        trouble = told.read().decode()
    if trouble:
        os.waitpid(pid, 0)
        raise OSError(0, trouble)
    return pid


def _stay(life, told):
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            try:
                signal.signal(number, signal.SIG_DFL)
            except (OSError, ValueError):
                pass
    # Whoever is left to it is gone at once when it ends.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.dup2(life, 0)
    # The last one closed says that the init stands.
    rights.give_up(None, ())
    rights.close_up(("seccomp",) if kernel.MACHINE not in rights.seccomp.MACHINES else ())
    kernel.close_from(1)
    while True:
        try:
            if os.read(0, 1) == b"":
                os._exit(0)
        except OSError:
            time.sleep(1)
