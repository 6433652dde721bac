"""How many sessions a process has, told as it changes, at most every 200 ms.

One more is told at once: a process that is about to be replaced is waited for only when it has sessions. Fewer are
told after the pause: a reload is one less and one more.
"""

PAUSE_S = 0.2


class SessionCount:
    def __init__(self, loop, tell):
        """`tell(count)`: for whoever listens."""
        self._loop, self._tell = loop, tell
        # None: not told yet, or never by this release of Streamlit.
        self.count = None
        self._is_owed, self._timer = False, None

    def changes_to(self, count):
        is_more, self.count, self._is_owed = count > (self.count or 0), count, True
        if self._timer is None:
            if is_more:
                self._tell_now()
            else:
                self._pause()

    def stop(self):
        if self._timer:
            self._timer.cancel()

    def _tell_now(self):
        self._is_owed = False
        self._tell(self.count)
        self._pause()

    def _pause(self):
        self._timer = self._loop.later(PAUSE_S, self._go_on)

    def _go_on(self):
        self._timer = None
        if self._is_owed:
            self._tell_now()
