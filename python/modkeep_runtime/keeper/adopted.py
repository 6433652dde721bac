"""What modules started and left to the keeper: daemons, whose parent has ended. They count against the limits of
the process whose mark they carry.

The keeper's own children are one small file; it is read at most once a second for all processes together.
"""

import os
import time

from . import proc

FRESH_S = 0.5


class Adopted:
    def __init__(self, interpreters):
        """`interpreters()`: the process ids of the modules themselves."""
        self._interpreters = interpreters
        self._found, self._at = [], -FRESH_S

    def of(self, mark):
        now = time.monotonic()
        if now - self._at >= FRESH_S:
            self._found, self._at = self._look(), now
        return [pid for pid in self._found if proc.has_mark(pid, mark)]

    def _look(self):
        keeper = os.getpid()
        try:
            with open("/proc/%d/task/%d/children" % (keeper, keeper)) as file:
                found = [int(pid) for pid in file.read().split()]
        except OSError:
            return []
        interpreters = self._interpreters()
        return [pid for pid in found if pid not in interpreters]
