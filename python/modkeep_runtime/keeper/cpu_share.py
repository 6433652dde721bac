"""How long a process tree must stand still to keep to its share of CPU time, where no kernel group does it.

A bucket of CPU time fills at the share and is emptied by what the tree uses. Empty: the tree pauses until it has
filled again. Half a second's worth may be saved up, so that a page that is opened now and then is not slowed.
"""

SAVED_S = 0.5
# Longer, and a session would take the module for dead.
PAUSE_MAX_S = 0.5


class CpuShare:
    def __init__(self, share, now):
        """`share`: CPU seconds a second; 1 is one core."""
        self._share, self._at = share, now
        self._left_s = share * SAVED_S
        self._total_s = None
        self.is_busy = False

    def spent(self, now, total_s):
        """`total_s`: CPU seconds of the tree since its start, ended children included. Returns the pause in
        seconds; 0 means go on.
        """
        # It shrinks when an orphan ends, whose time nobody keeps.
        used = max(0.0, total_s - (total_s if self._total_s is None else self._total_s))
        elapsed = max(0.0, now - self._at)
        self._at, self._total_s = now, total_s
        # Looked at more often before the bucket can be empty.
        self.is_busy = used > self._share * elapsed / 2
        self._left_s = min(self._left_s + self._share * elapsed - used, self._share * SAVED_S)
        if self._left_s >= 0:
            return 0
        return min(-self._left_s / self._share, PAUSE_MAX_S)
