"""The control socket to the keeper: one JSON object per line. Its end means that nobody keeps this process
any more: it ends too.
"""

import json
import os
import signal
import socket
import sys
import threading
import time

DESCRIPTOR = 3
ENDING_GRACE_S = 5.0


class Control:
    def __init__(self):
        os.set_inheritable(DESCRIPTOR, False)
        self._sock = socket.socket(fileno=DESCRIPTOR)
        self._sock.setblocking(True)
        self._lines = self._sock.makefile("rb")
        self._sending = threading.Lock()

    def receive(self):
        """The next message; None at the end."""
        line = self._lines.readline()
        return json.loads(line.decode("utf-8")) if line else None

    def send(self, message):
        data = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        try:
            with self._sending:
                self._sock.sendall(data)
        except OSError:
            # The keeper is gone; the reading side ends the process.
            pass

    def serve(self, handle):
        """Answers every message on a thread of its own, in order."""
        threading.Thread(target=self._serve, args=(handle,), daemon=True, name="modkeep-control").start()

    def _serve(self, handle):
        while True:
            try:
                message = self.receive()
            except (OSError, ValueError):
                message = None
            if message is None:
                break
            try:
                answer = handle(message)
            except TimeoutError:
                answer = {"error": "The process has not taken the new values yet", "code": "behind"}
            except Exception as error:
                # A message of an exception may quote a value: its type has to do.
                print("modkeep: cannot take the new values:", type(error).__name__, file=sys.stderr)
                answer = {
                    "error": "The process could not take the new values: %s" % type(error).__name__,
                    "code": "refused",
                }
            self.send({"id": message.get("id"), **answer})
        self._end()

    @staticmethod
    def _end():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ENDING_GRACE_S)
        os.killpg(0, signal.SIGKILL)
