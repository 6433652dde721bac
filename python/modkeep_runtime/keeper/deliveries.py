"""Documents on their way to one process: each is answered once, in time or as `behind`; what the process says
it holds is kept. A process that is born a second time gets what the first one left unanswered.
"""

import time

TIMEOUT_S = 5.0


class Deliveries:
    def __init__(self, loop, process, first_serial, on_acknowledged):
        """`on_acknowledged(fields)`: what the process holds now, for whoever listens."""
        self._loop, self._process, self._on_acknowledged = loop, process, on_acknowledged
        self._waiting, self._next_id = {}, 1
        # Since the start; None once the process serves, when there is no second birth any more.
        self._sent = {}
        # The highest one given, held or not: a server that comes next must begin above it.
        self.serial = first_serial
        self.held = None

    def send(self, control, message, reply, fail):
        number, self._next_id = self._next_id, self._next_id + 1
        timer = self._loop.later(TIMEOUT_S, lambda: self._behind(number, fail))
        self._waiting[number] = (reply, fail, timer)
        self.serial = max(self.serial, message["document"]["serial"])
        told = {"op": "deliver", "id": number, "document": message["document"]}
        told["rerun"] = bool(message.get("rerun"))
        if self._sent is not None:
            self._sent[number] = told
        control.send(told)

    def send_again(self, control):
        self.held = None
        for told in (self._sent or {}).values():
            control.send(told)

    def are_settled(self):
        """It serves: from now on what it does not answer is its own affair."""
        self._sent = None

    def answered(self, message, clean):
        """`clean`: masks values in a text."""
        reply, fail, timer = self._waiting.pop(message["id"], (None, None, None))
        if "error" in message:
            if fail:
                timer.cancel()
                fail(message["code"], clean(str(message["error"])))
            return
        self.hold(message["acknowledgement"])
        told = {"process": self._process, **message["acknowledgement"]}
        if reply:
            timer.cancel()
            reply(told)
            self._on_acknowledged(told)
        else:
            self._on_acknowledged({**told, "late": True})

    def hold(self, acknowledgement):
        same = self.held is not None and self.held["revision"] == acknowledgement["revision"]
        at = self.held["at"] if same else int(time.time() * 1000)
        self.held = {"at": at, **{name: acknowledgement[name] for name in ("revision", "serial", "sha256")}}

    def fail_all(self):
        waiting, self._waiting = self._waiting, {}
        for _, fail, timer in waiting.values():
            timer.cancel()
            fail("ended", "The process ended before it took the new values")

    def _behind(self, number, fail):
        # A later answer finds nobody waiting and becomes an event.
        self._waiting.pop(number, None)
        fail("behind", "The process has not taken the new values within %g s" % TIMEOUT_S)
