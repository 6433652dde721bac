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
# An exact look walks over all pages of the tree: some milliseconds, so that a thousand modules take 3 % of a
# core.
WEIGH_EVERY_S = 60.0
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
        self._weighed_at, self._weighed_bytes, self._own_share = 0.0, 0, 1.0
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
        """Shared pages count once: a pool of forked workers shares most of what it has, and a pre-forked
        module with its neighbours. In between, the share that was its own at the last exact look; before
        anybody is ended, always an exact one.
        """
        is_over = self._memory_max and used_bytes > self._memory_max
        if is_over and self._full_since is not None:
            # A bomb shares nearly all it has, and two hundred exact looks take long. It ends in a second.
            return min(used_bytes, self._memory_max)
        now = time.monotonic()
        has_changed = abs(used_bytes - self._weighed_bytes) * 4 > self._weighed_bytes
        if is_over or has_changed or now - self._weighed_at >= WEIGH_EVERY_S:
            parts = [proc.shared_out_bytes(each) for each in members]
            known = [part for part in parts if part is not None]
            self._weighed_at, self._weighed_bytes = now, used_bytes
            self._own_share = sum(known) / used_bytes if known and used_bytes else 1.0
        return round(used_bytes * self._own_share)

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
