"""The keeper's life: one per data folder, detached from whoever started it, ended only by request or SIGTERM."""

import fcntl
import os
import signal
import sys

from ..isolation import kernel
from .controller import Controller
from .helpers import Helpers
from .journal import Journal
from .loop import Loop
from .precedence import take_precedence

ALREADY_RUNNING = 3
GRACE_MS = 10_000


def run(socket_path, data, without=()):
    """`without`: layers of isolation to leave out; only those who test the others give any."""
    os.umask(0o077)
    for folder in (os.path.dirname(socket_path), data):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    lock = os.open(os.path.join(data, "keeper.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another keeper uses %s" % data, file=sys.stderr)
        return ALREADY_RUNNING
    # So that a server can let it go on when it was stopped.
    os.ftruncate(lock, 0)
    os.write(lock, b"%d" % os.getpid())
    detach(os.path.join(data, "keeper.log"))
    take_precedence()
    # What modules leave behind becomes a child of the keeper, so that it can be ended and reaped.
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    # The keeper holds values for redaction: no core dump, no other process of the same user may read its
    # memory.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    journal = Journal(os.path.join(data, "processes.json"))
    ended = journal.end_leftovers()
    loop = Loop()
    controller = Controller(loop, socket_path, journal, Helpers(loop, data, without))
    loop.on_signal(signal.SIGCHLD, controller.reap)
    loop.on_signal(signal.SIGTERM, lambda: controller.quit(GRACE_MS))
    print(
        "keeper %d listens on %s; ended %d leftover processes" % (os.getpid(), socket_path, ended), flush=True
    )
    loop.run()
    print("keeper %d ends" % os.getpid(), flush=True)
    return 0


def detach(log_path):
    if os.getsid(0) != os.getpid():
        try:
            os.setsid()
        except PermissionError:
            # Already the leader of a process group: whoever started it has detached it.
            pass
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    # One log of the last life is kept.
    if os.path.exists(log_path) and os.path.getsize(log_path) > 1 << 20:
        os.replace(log_path, log_path + ".1")
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(nowhere)
    os.close(log)
