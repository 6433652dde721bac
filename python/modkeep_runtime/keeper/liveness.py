"""Notices a module that runs and serves nobody: one that was stopped goes on again, one that answers nothing is ended.

One request waits at the module's own door until it is answered; nothing is asked while it waits. Streamlit runs
scripts in threads, so a busy module still answers. One that holds the interpreter for so long serves none of its
visitors; whether it works or hangs cannot be told from outside. Its sessions would outlive that: they were served after
150 s on 1.23.1, 1.40.2 and 1.67.0.
"""

from . import proc
from .health import HealthProbe

ASK_EVERY_S = 20.0
HUNG_AFTER_S = 60.0


class Liveness:
    def __init__(self, loop, pid, socket_path, may_stand_still, hung_ms, on_hung):
        """`may_stand_still()`: the keeper itself holds the module back at this moment."""
        self._loop, self._pid, self._socket_path = loop, pid, socket_path
        self._may_stand_still, self._on_hung = may_stand_still, on_hung
        self._hung_s = hung_ms / 1000 if hung_ms else HUNG_AFTER_S
        self._every_s = min(ASK_EVERY_S, self._hung_s / 3)
        self._probe, self._waited_s, self._was_stopped = None, 0.0, False
        self._timer = loop.later(self._every_s, self._look)

    def stop(self):
        self._timer.cancel()
        if self._probe:
            self._probe.stop()

    def _look(self):
        if self._probe is None:
            self._waited_s = 0.0
            self._probe = HealthProbe(self._loop, self._socket_path, self._answered)
        else:
            self._waited_s += self._every_s
        self._wake_stopped()
        if self._waited_s >= self._hung_s:
            self.stop()
            self._on_hung(self._waited_s)
            return
        self._timer = self._loop.later(self._every_s, self._look)

    def _answered(self):
        self._probe = None

    def _wake_stopped(self):
        """At the second look: whoever stopped it for a moment, to look at it, is left alone."""
        is_stopped = proc.is_stopped(self._pid) and not self._may_stand_still()
        if is_stopped and self._was_stopped:
            print("process", self._pid, "was stopped from outside and goes on", flush=True)
            proc.go_on(self._pid)
            is_stopped = False
        self._was_stopped = is_stopped
