"""A program of the keeper's own that works beside it: started by exec, so that it inherits none of the
keeper's memory, and reached by packets. One that ends is started again; what it was asked and did not answer
fails.
"""

import os
import sys

from ..isolation import packets

CHANNEL = 3
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# One that ends at once, again and again, must not keep the machine busy.
PAUSE_S = 0.5


class Helper:
    def __init__(self, loop, name, on_told=lambda message: None, on_again=lambda: None):
        self._loop, self._name = loop, name
        self._on_told, self._on_again = on_told, on_again
        self._waiting, self._next_id, self._unsent = {}, 1, []
        self.pid, self._sock = None, None
        self._start()

    def ask(self, message, descriptors, on_answer):
        """`on_answer(message, descriptors)`; the message has `error` when it failed. What comes belongs to
        the caller.
        """
        number, self._next_id = self._next_id, self._next_id + 1
        self._waiting[number] = on_answer
        self.tell({"id": number, **message}, descriptors)

    def tell(self, message, descriptors=()):
        """The descriptors stay the caller's."""
        self._unsent.append((message, [os.dup(each) for each in descriptors]))
        self._send()

    def has_ended(self, pid):
        """Called for each ended child; true when it was this one."""
        if pid != self.pid:
            return False
        self.pid = None
        self._gone()
        return True

    def _start(self):
        program = os.path.join(
            os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "%s_main.py" % self._name
        )
        self._sock, theirs = packets.pair()
        arguments = [sys.executable, "-I", "-B", program, str(CHANNEL)]
        environment = {"PATH": PATH, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        place = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), CHANNEL)]
        self.pid = os.posix_spawn(sys.executable, arguments, environment, file_actions=place)
        theirs.close()
        self._sock.setblocking(False)
        self._loop.watch(self._sock, read=self._receive)

    def _send(self):
        while self._unsent and self._sock is not None:
            message, descriptors = self._unsent[0]
            try:
                packets.send(self._sock, message, descriptors)
            except BlockingIOError:
                self._loop.watch(self._sock, read=self._receive, write=self._send)
                return
            except OSError:
                # It is on its way out; the rest is told by the end of its process.
                return
            self._unsent.pop(0)
            for each in descriptors:
                os.close(each)
        if self._sock is not None:
            self._loop.watch(self._sock, read=self._receive)

    def _receive(self):
        try:
            message, descriptors = packets.receive(self._sock)
        except BlockingIOError:
            return
        except OSError:
            message, descriptors = None, []
        if message is None:
            self._gone()
        elif "id" in message:
            self._waiting.pop(message["id"])(message, descriptors)
        else:
            self._on_told(message)

    def _gone(self):
        if self._sock is None:
            return
        self._loop.watch(self._sock)
        self._sock.close()
        self._sock = None
        for _, descriptors in self._unsent:
            for each in descriptors:
                os.close(each)
        waiting, self._waiting, self._unsent = self._waiting, {}, []
        print("the %s has ended and is started again" % self._name, file=sys.stderr, flush=True)
        for on_answer in waiting.values():
            on_answer({"error": "step begin: the %s has ended" % self._name}, [])
        self._loop.later(PAUSE_S, self._again)

    def _again(self):
        self._start()
        self._on_again()
        self._send()
