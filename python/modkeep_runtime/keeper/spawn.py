"""Forks and executes the launcher of one process: cold, with nothing inherited but what it needs.

The child gets: an own session, stdin from nowhere, two pipes for its output, descriptor 3 (control) and 4
(the listening socket), its limits, its view of closed folders, its own user id. The environment block and the
arguments hold no secret: those come over descriptor 3. A failure on the way is told by step over a pipe that
closes itself at exec.
"""

import fcntl
import os
import signal
import socket
import sys

from . import kernel, limits, reach

CONTROL, LISTENING = 3, 4
# What a module starts inherits this name, so that it is found when the module has ended.
MARK = "MODKEEP_PROCESS"


class StartFailed(Exception):
    pass


class Spawned:
    def __init__(self, pid, control, outputs):
        self.pid, self.control, self.outputs = pid, control, outputs


def spawn(spec, listening):
    user = spec.get("user")
    keeper_side, module_side = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
    told_read, told_write = os.pipe()
    child_ends = [module_side.fileno(), listening.fileno(), pipes["stdout"][1], pipes["stderr"][1]]
    if user:
        for name in pipes:
            # A module may open /dev/stdout: that asks for rights on the pipe itself.
            os.fchown(pipes[name][1], user["uid"], user["gid"])
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _become(spec, child_ends, told_write, parent)
    os.close(told_write)
    module_side.close()
    for name in pipes:
        os.close(pipes[name][1])
        os.set_blocking(pipes[name][0], False)
    with os.fdopen(told_read, "rb") as told:
        trouble = told.read()
    outputs = {name: ends[0] for name, ends in pipes.items()}
    if trouble:
        os.waitpid(pid, 0)
        keeper_side.close()
        for descriptor in outputs.values():
            os.close(descriptor)
        raise StartFailed(trouble.decode("utf-8", "replace"))
    return Spawned(pid, keeper_side, outputs)


def _become(spec, child_ends, told, parent):
    step = "begin"
    try:
        for step, act in _steps(spec, child_ends, parent):
            act()
    except BaseException as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        os.write(told, ("Cannot start the process: step %s: %s" % (step, reason)).encode())
    os._exit(127)


def _steps(spec, child_ends, parent):
    """In order: what needs rights first, what gives them up later, the new program last."""
    user = spec.get("user")
    runs = [
        ("signals", _reset_signals),
        ("session", os.setsid),
        ("descriptors", lambda: _place_descriptors(child_ends)),
    ]
    runs.append(("limits", lambda: limits.apply(spec.get("limits") or {}, bool(user))))
    runs.append(("memory preference", _prefer_for_oom))
    if user:
        covers = reach.plan(needed_paths(spec), user["uid"], user["gid"])
        if covers:
            runs.append(("reach", lambda: reach.apply(covers)))
        runs.append(("user", lambda: _give_up_rights(user)))
    runs.append(("parent", lambda: _die_with(parent)))
    runs.append(("privileges", lambda: kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)))
    runs.append(("working directory", lambda: os.chdir(working_directory(spec))))
    runs.append(("interpreter", lambda: _execute(spec)))
    return runs


def working_directory(spec):
    return os.path.normpath(os.path.join(spec["app"]["root"], spec["app"].get("directory") or ""))


def needed_paths(spec):
    interpreter = os.path.realpath(spec["python"])
    prefixes = [os.path.dirname(os.path.dirname(path)) for path in (spec["python"], interpreter)]
    return [
        *prefixes,
        spec["runtime"],
        spec["app"]["root"],
        spec["home"],
        spec["folder"],
        *spec.get("reach", ()),
    ]


def _reset_signals():
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def _place_descriptors(child_ends):
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10) for descriptor in child_ends]
    control, listening, stdout, stderr = high
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    for descriptor, place in ((control, CONTROL), (listening, LISTENING)):
        os.dup2(descriptor, place)


def _prefer_for_oom():
    # When the machine is out of memory, a module goes before the keeper and the server. A wish: without root
    # it may not be granted, because the keeper's own /proc entries are closed (it is not dumpable).
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    except OSError:
        pass


def _give_up_rights(user):
    os.setgroups([])
    os.setresgid(user["gid"], user["gid"], user["gid"])
    os.setresuid(user["uid"], user["uid"], user["uid"])


def _die_with(parent):
    # After the change of user id, which clears it. A module without its keeper would run unobserved.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise ProcessLookupError("the keeper has ended")


def _execute(spec):
    os.umask(0o077)
    launcher = os.path.join(spec["runtime"], "launcher_main.py")
    arguments = [spec["python"], "-I", "-B", "-u", launcher, spec["install"]]
    os.execve(spec["python"], arguments, environment_block(spec))


def environment_block(spec):
    """An allow-list. It can be read by other programs of the same user, so nothing secret is in it."""
    bin_folder = os.path.dirname(spec["python"])
    block = {
        "PATH": bin_folder + ":/usr/local/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": os.path.dirname(bin_folder),
        "HOME": spec["home"],
        "TMPDIR": os.path.join(spec["home"], ".tmp"),
        # A user id without a line in /etc/passwd has its name from here.
        "USER": "module",
        "LOGNAME": "module",
        "SHELL": "/bin/sh",
        MARK: spec["process"],
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    if "TZ" in os.environ:
        block["TZ"] = os.environ["TZ"]
    block.update(spec.get("environment") or {})
    return block
