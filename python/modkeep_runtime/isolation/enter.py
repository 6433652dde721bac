"""Forks a process into a cell and makes it a module's: the same steps for an interpreter that is about to be
executed (the mason forks) and for one that has everything imported already (a pre-forked interpreter forks).

Two forks: the first joins the namespaces and ends, the second is born inside. The keeper, the nearest
subreaper, becomes its parent, so its end is told to nobody else. A failure is told by step over a pipe; the
end of the pipe means that the isolation stands.
"""

import os
import signal
import sys
import time

from . import kernel, rights
from .cell import KINDS, StepFailed, Steps
from .place import place

CONTROL, LISTENING = 3, 4
PARENT_TIMEOUT_S = 5


class EnterFailed(Exception):
    """The message names the step; never a value."""


def enter(order, namespaces, channels, go_on):
    """Returns the new process's id. `channels`: control, listening, stdout, stderr. `go_on(told)` runs
    inside: it closes `told` (executing does) and does not return.
    """
    told_read, told_write = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(told_read)
        told = Told(told_write)
        _act(lambda step: _join(order, namespaces, channels, told, go_on, step), told)
    os.close(told_write)
    with os.fdopen(told_read, "rb") as told:
        lines = dict(line.split(" ", 1) for line in told.read().decode("utf-8", "replace").splitlines())
    os.waitpid(pid, 0)
    if "failed" in lines or "pid" not in lines:
        raise EnterFailed(lines.get("failed", "step begin: the process ended on its way"))
    return int(lines["pid"])


class Told:
    """Where trouble is told. It moves with the other descriptors."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def __call__(self, line):
        os.write(self.descriptor, line.encode())


def _act(work, told):
    try:
        work(Steps())
    except StepFailed as failed:
        told("failed %s\n" % failed)
    finally:
        os._exit(127)


def _join(order, namespaces, channels, told, go_on, step):
    rights.prefer_for_oom()
    for kind, descriptor in zip(order["kinds"], namespaces):
        step(kind, kernel.setns, descriptor, KINDS[kind])
    pid = step("fork", os.fork)
    if pid:
        told("pid %d\n" % pid)
        os._exit(0)
    _act(lambda step: _settle(order, channels, told, go_on, step), told)


def _settle(order, channels, told, go_on, step):
    """In order: what needs rights first, what gives them up later."""
    user, without = order["user"], frozenset(order["without"])
    step("signals", _reset_signals)
    step("session", os.setsid)
    step("limits", rights.limit, order["limits"], user is not None)
    step("user", rights.give_up, user, without)
    step("descriptors", _place, channels, told, "descriptors" not in without)
    if "pid" in without:
        step("parent", _die_with, order["keeper"])
    step("working directory", os.chdir, order["cwd"])
    os.umask(0o077)
    step("rights", rights.close_up, without)
    step("interpreter", go_on, told.descriptor)


def _reset_signals():
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def _place(channels, told, alone):
    control, listening, output, errors = channels
    places = {CONTROL: control, LISTENING: listening, 1: output, 2: errors}
    told.descriptor = place(places, told.descriptor, alone)


def _die_with(keeper):
    """Where there is no init: the kernel ends the process with its parent, once that is the keeper."""
    end = time.monotonic() + PARENT_TIMEOUT_S
    while os.getppid() != keeper:
        if time.monotonic() > end:
            raise ProcessLookupError("the keeper has ended")
        time.sleep(0.001)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:
        raise ProcessLookupError("the keeper has ended")
