"""One thread, one loop: sockets, pipes, timers and ended children, in the order in which they happen.

A handler that raises is a bug of the keeper: it is written to the keeper's own log and the loop goes on,
because every module of the machine depends on it.
"""

import heapq
import itertools
import os
import selectors
import signal
import time
import traceback


class Timer:
    def __init__(self, at, call):
        self.at, self.call, self.cancelled = at, call, False

    def cancel(self):
        self.cancelled = True


class Loop:
    def __init__(self):
        self._selector = selectors.DefaultSelector()
        self._timers, self._order = [], itertools.count()
        self._signals = {}
        self._running = True
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        self.watch(self._wake_read, read=self._drain_signals)

    def watch(self, file, read=None, write=None):
        """Calls `read` or `write` when the file is ready; neither: stop watching."""
        events = (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if write else 0)
        known = self._selector.get_map().get(file)
        if not events:
            if known:
                self._selector.unregister(file)
        elif known:
            self._selector.modify(file, events, (read, write))
        else:
            self._selector.register(file, events, (read, write))

    @staticmethod
    def now():
        return time.monotonic()

    def later(self, seconds, call):
        timer = Timer(time.monotonic() + seconds, call)
        heapq.heappush(self._timers, (timer.at, next(self._order), timer))
        return timer

    def on_signal(self, number, call):
        self._signals[number] = call
        signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def stop(self):
        self._running = False

    def run(self):
        while self._running:
            for key, ready in self._selector.select(self._pause()):
                for place, event in enumerate((selectors.EVENT_READ, selectors.EVENT_WRITE)):
                    # A handler of this turn may have closed the file or changed what is watched.
                    current = self._selector.get_map().get(key.fd)
                    is_same = current is not None and current.fileobj is key.fileobj
                    if ready & event and is_same and current.data[place]:
                        self._call(current.data[place])
            now = time.monotonic()
            while self._timers and self._timers[0][0] <= now:
                timer = heapq.heappop(self._timers)[2]
                if not timer.cancelled:
                    self._call(timer.call)

    def _pause(self):
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _drain_signals(self):
        try:
            numbers = set(os.read(self._wake_read, 4096))
        except BlockingIOError:
            return
        for number in numbers:
            if number in self._signals:
                self._call(self._signals[number])

    @staticmethod
    def _call(handler):
        try:
            handler()
        except Exception:
            traceback.print_exc()
