"""One pre-forked interpreter as the keeper sees it: it comes, learns, forks and goes. What it was asked and
did not answer fails.
"""

import os

from ..isolation import packets
from .order import environment_block, interpreter_paths

# It has nothing to write; what it says is its packages' chatter.
HOME = "/tmp"
FORK_TIMEOUT_S = 10
LEARN_TIMEOUT_S = 180
COME_TIMEOUT_S = 60
ENDED = {"error": "step fork: the pre-forked interpreter has ended"}


class Nursery:
    """States: coming, ready, gone. `on_change(nursery)` at each."""

    def __init__(self, loop, mason, spec, user, learned, on_change):
        """`learned`: what it imports besides, before it is ready."""
        self._loop, self.spec, self.learned, self._on_change = loop, spec, learned, on_change
        self.user, self.state, self.pid, self.ground = user, "coming", None, None
        self.reads, self.used_at = frozenset(), loop.now()
        self.on_made, self._is_retiring = [], False
        self._waiting, self._next_id = {}, 1
        self._sock, theirs = packets.pair()
        self._sock.setblocking(False)
        loop.watch(self._sock, read=self._receive)
        self._timer = loop.later(COME_TIMEOUT_S, self.end)
        output = os.open(os.devnull, os.O_WRONLY)
        mason.ask(_order(spec, user), [theirs.fileno(), output], self._on_come)
        theirs.close()
        os.close(output)

    def fork(self, order, descriptors, on_answer):
        self.used_at = self._loop.now()
        self._ask({"op": "fork", **order}, descriptors, on_answer, FORK_TIMEOUT_S)

    def _learn(self):
        def learned(answer, _):
            if "error" in answer:
                self.end()
            elif self.state == "coming":
                self._take(answer)

        self._ask({"op": "learn", "modules": self.learned}, (), learned, LEARN_TIMEOUT_S)

    def is_made(self, is_ready):
        calls, self.on_made = self.on_made, []
        for call in calls:
            call(is_ready)

    def retire(self):
        """Once it has answered what it was asked."""
        self._is_retiring = True
        if not self._waiting:
            self.end()

    def end(self):
        """Its children live on."""
        if self.state == "gone":
            return
        self.state = "gone"
        self._timer.cancel()
        self._loop.watch(self._sock)
        self._sock.close()
        if self.ground is not None:
            os.close(self.ground)
            self.ground = None
        waiting, self._waiting = self._waiting, {}
        for on_answer, timer in waiting.values():
            timer.cancel()
            on_answer(ENDED, [])
        self._on_change(self)

    def _on_come(self, answer, descriptors):
        if "error" in answer:
            self.end()
        elif self.state == "gone":
            for each in descriptors:
                os.close(each)
        else:
            self.pid = answer["pid"]
            self.ground = descriptors[0] if descriptors else None

    def _ask(self, message, descriptors, on_answer, timeout_s):
        if self.state == "gone":
            # Since it was found for this.
            on_answer(ENDED, [])
            return
        number, self._next_id = self._next_id, self._next_id + 1
        self._waiting[number] = (on_answer, self._loop.later(timeout_s, self.end))
        try:
            packets.send(self._sock, {"id": number, **message}, descriptors)
        except OSError:
            # Full or gone: either way it is of no use any more.
            self.end()

    def _receive(self):
        try:
            message, descriptors = packets.receive(self._sock)
        except BlockingIOError:
            return
        except (OSError, ValueError):
            message, descriptors = None, []
        for each in descriptors:
            os.close(each)
        if not isinstance(message, dict):
            self.end()
        elif "ready" in message:
            self._timer.cancel()
            if self.learned:
                self._learn()
            else:
                self._take(message["ready"])
        elif message.get("id") in self._waiting:
            on_answer, timer = self._waiting.pop(message["id"])
            timer.cancel()
            on_answer(message, [])
            if self._is_retiring:
                self.retire()

    def _take(self, told):
        if told.get("trouble"):
            self.end()
            return
        self.reads = frozenset(each for each in told["reads"] if isinstance(each, str))
        self.state = "ready"
        self._on_change(self)


def _order(spec, user):
    launcher = os.path.join(spec["runtime"], "prefork_main.py")
    block = {**environment_block({**spec, "home": HOME, "process": "", "environment": {}}), "TMPDIR": HOME}
    # Threads of a library do not survive a fork.
    block["OPENBLAS_NUM_THREADS"] = "1"
    return {
        "op": "nursery",
        "readable": [*interpreter_paths(spec), spec["runtime"], *spec.get("reach", ())],
        "user": user,
        "program": {
            "path": spec["python"],
            "arguments": [spec["python"], "-I", "-B", "-u", launcher],
            "environment": block,
        },
    }
