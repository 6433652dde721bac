"""Looks again and again at what a module and everything it started use: memory, processes and threads, CPU.

`on_over(reason, message)` is called once, when a limit is passed. CPU is no reason to end anything: what is
over its share is held back (`cpu_share`). A look reads two small files for each process of the tree.
"""

import time

from ..mason.groups import ran_out
from . import proc
from .cpu_share import CpuShare

LOOK_S = 1.0
# Over half of a limit the watch looks more often: a module can touch about 1 GiB in the time between two
# looks.
LOOK_NEAR_S = 0.1
# A pool that fills its limit for a moment is healthy; a fork bomb stays there.
AT_PROCESS_LIMIT_S = 1.0


class TreeWatch:
    def __init__(self, loop, members, limits, on_over):
        """`members()`: the process ids of the module and of all that it started."""
        self._loop, self._members, self._on_over = loop, members, on_over
        self._memory_max, self._tasks_max = limits.get("memoryBytes"), limits.get("processes")
        percent = limits.get("cpuPercent")
        self._share = CpuShare(percent / 100, time.monotonic()) if percent else None
        self._full_since = None
        self._held, self._events = [], None
        self.used_bytes = 0
        self._timer = loop.later(LOOK_S, self._look)

    def has_group(self, events):
        """The kernel holds the module to its share, and to its memory: there it ends the largest process."""
        self._share, self._events = None, events

    @property
    def holds_back(self):
        """True while the module stands still because we made it."""
        return bool(self._held)

    def stop(self):
        self._timer.cancel()
        self._go_on()

    def _look(self):
        members = self._members()
        usage = [proc.usage(each) for each in members]
        tasks = sum(threads for _, threads in usage)
        self._note_full(tasks)
        self.used_bytes = self._exactly(members, sum(used for used, _ in usage))
        over = self._over(tasks)
        if over:
            self._on_over(*over)
            return
        pause_s = self._hold_back(members)
        if pause_s:
            self._timer = self._loop.later(pause_s, self._resume)
            return
        self._timer = self._loop.later(self._next_look_s(tasks), self._look)

    def _exactly(self, members, used_bytes):
        """Shared pages count once, before anybody is ended for them: a pool of forked workers shares most of
        what it has.
        """
        if not self._memory_max or used_bytes <= self._memory_max:
            return used_bytes
        if self._full_since is not None:
            # A bomb shares nearly all it has, and two hundred exact looks take long. It ends in a second.
            return min(used_bytes, self._memory_max)
        parts = [proc.shared_out_bytes(each) for each in members]
        known = [part for part in parts if part is not None]
        return sum(known) if known else used_bytes

    def _note_full(self, tasks):
        # The kernel refuses the next one, so that the number is met and never passed; some end between two
        # looks.
        if not self._tasks_max or tasks * 50 < self._tasks_max * 49:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = time.monotonic()

    def _over(self, tasks):
        if self._memory_max and self.used_bytes > self._memory_max:
            text = "The process used %d MiB of memory, more than its limit" % (self.used_bytes >> 20)
            return "memory_limit", text
        if self._events and ran_out(self._events):
            return "memory_limit", "It needed more memory than its limit"
        if self._full_since is None or time.monotonic() - self._full_since < AT_PROCESS_LIMIT_S:
            return None
        return "processes_limit", "It ran %d processes and threads, as many as its limit allows" % tasks

    def _next_look_s(self, tasks):
        is_near = (self._memory_max and self.used_bytes * 2 > self._memory_max) or (
            self._tasks_max and tasks * 2 > self._tasks_max
        )
        if is_near or (self._share and self._share.is_busy):
            return LOOK_NEAR_S
        return LOOK_S

    def _hold_back(self, members):
        if self._share is None:
            return 0
        pause_s = self._share.spent(time.monotonic(), sum(map(proc.cpu_s, members)))
        if pause_s:
            self._held = [each for each in members if proc.hold(each)]
        return pause_s

    def _resume(self):
        self._go_on()
        self._timer = self._loop.later(LOOK_NEAR_S, self._look)

    def _go_on(self):
        for each in self._held:
            proc.go_on(each)
        self._held = []
