"""Reads what a process prints into its log ring, without letting a flood hold up the keeper.

A process may print 2 MiB a second, where each line counts 256 bytes more than its text: cutting, keeping and telling
one takes the keeper and the server together about 20 us. (By bytes alone, a module that prints short lines without end
took both cores: a neighbour's page had a p99 of 84 instead of 3 ms.) After a pause a second's worth is taken at once;
who prints more waits in its own print.

Neither the loop nor the server's is held for more than a millisecond: lines are taken by 64 at most. (Taken as they
came, 680 short ones at a time, they cost a neighbour's page 7 instead of 2 ms.)
"""

import os
import time

COST_PER_S, LINE_COST = 2 << 20, 256
BURST = COST_PER_S
PIECE_BYTES, PIECE_LINES = 4 << 10, 64
PAUSE_S = 0.005
FLUSH_S = 1.0
PIPE_BYTES = 64 << 10
# A ring holds fewer; all that a pipe holds may be 65,536 empty ones and take a second.
LAST_LINES = 4096


class Outputs:
    def __init__(self, loop, descriptors, log):
        self._loop, self._descriptors, self._log = loop, dict(descriptors), log
        # Read and not taken yet.
        self._rest = dict.fromkeys(descriptors, b"")
        self._pause_timer = self._flush_timer = None
        self._credit, self._counted_at = BURST, time.monotonic()
        self._watch()

    @property
    def are_open(self):
        return bool(self._descriptors)

    def finish(self):
        """The process has ended: what is left in the pipes, then nothing any more."""
        for timer in (self._pause_timer, self._flush_timer):
            if timer:
                timer.cancel()
        for name in list(self._descriptors):
            left = self._rest[name]
            # At least what a pipe holds; somebody who has survived the process may go on printing into it.
            for _ in range(2 * PIPE_BYTES // PIECE_BYTES):
                data = self._read(name)
                if not data:
                    break
                left += data
            for part in _ends(left):
                self._log.feed(name, part)
            if name in self._descriptors:
                self._close(name)
        self._log.flush(everything=True)

    def _watch(self):
        for name, descriptor in self._descriptors.items():
            self._loop.watch(descriptor, read=lambda name=name: self._take(name))

    def _take(self, name):
        """One piece of one stream."""
        data = self._rest[name] or self._read(name)
        if not data:
            return
        *whole, self._rest[name] = data.split(b"\n", PIECE_LINES)
        if len(whole) == PIECE_LINES:
            data = data[: len(data) - len(self._rest[name])]
        else:
            self._rest[name] = b""
        lines = self._log.feed(name, data)
        if self._log.has_partial and self._flush_timer is None:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)
        self._spend(len(data) + lines * LINE_COST)

    def _spend(self, cost):
        now = time.monotonic()
        self._credit = min(BURST, self._credit + (now - self._counted_at) * COST_PER_S) - cost
        self._counted_at = now
        if self._credit < 0:
            self._pause(max(PAUSE_S, -self._credit / COST_PER_S))
        elif any(self._rest.values()):
            self._pause(0)

    def _pause(self, seconds):
        for descriptor in self._descriptors.values():
            self._loop.watch(descriptor)
        self._pause_timer = self._loop.later(seconds, self._go_on)

    def _go_on(self):
        self._pause_timer = None
        self._watch()
        for name, rest in list(self._rest.items()):
            if rest and self._pause_timer is None:
                self._take(name)

    def _read(self, name):
        """Nothing when there is nothing now, or nothing any more."""
        if name not in self._descriptors:
            return b""
        try:
            data = os.read(self._descriptors[name], PIECE_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._close(name)
        return data

    def _close(self, name):
        descriptor = self._descriptors.pop(name)
        self._loop.watch(descriptor)
        os.close(descriptor)

    def _flush(self):
        self._flush_timer = None
        self._log.flush()
        if self._log.has_partial:
            self._flush_timer = self._loop.later(FLUSH_S, self._flush)


def _ends(data):
    """All of it, or the first line, which ends what was read before, and the last ones."""
    first, _, rest = data.partition(b"\n")
    last = rest.rsplit(b"\n", LAST_LINES)
    if len(last) <= LAST_LINES:
        return [data]
    return [first + b"\n", b"\n".join(last[1:])]
