"""How a process ended, in words: why the keeper ended it, or what the kernel says."""

import os
import signal
import time


def outcome(status, reason, message):
    """`reason` None: it was not the keeper."""
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    name = signal.Signals(number).name if number else None
    if reason is None and name == "SIGKILL":
        reason, message = "signal", "Killed from outside: the machine may have run out of memory"
    elif reason is None:
        reason, message = (
            ("signal", "Ended by %s" % name) if name else ("exit", "Ended by itself with status %d" % code)
        )
    return {"code": code, "signal": name, "reason": reason, "message": message, "at": now_ms()}


def start_failure(text):
    """It never was one."""
    return {"code": None, "signal": None, "reason": "start_failed", "message": text, "at": now_ms()}


def now_ms():
    return int(time.time() * 1000)
