"""A program of the keeper's own that works beside it: started by exec, so that it inherits none of the
keeper's memory, and reached by packets. One that ends is started again, and so is one that was asked and says
nothing; what it did not answer fails.
"""

import os
import signal
import sys

from ..isolation import packets

CHANNEL = 3
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# One that ends at once, again and again, must not keep the machine busy.
PAUSE_S = 0.5
# What it is asked takes milliseconds, one after the other. Counted in looks, not by the clock: after a pause of the
# whole machine it has its time again. Two in a row are noticed within the 30 s that a server waits for a start.
LOOK_S, SILENT_LOOKS_MAX = 4.0, 3


class Helper:
    def __init__(self, loop, name, on_told=None, on_again=lambda: None, look_s=LOOK_S):
        """`on_told(message)`: it says something by itself, at its beginning too."""
        self._loop, self._name, self._look_s = loop, name, look_s
        self._on_told, self._on_again = on_told, on_again
        self._waiting, self._next_id, self._unsent = {}, 1, []
        self._owes_greeting, self._silent_looks, self._looking = False, 0, None
        self.pid, self._sock = None, None
        self._start()

    def ask(self, message, descriptors, on_answer):
        """`on_answer(message, descriptors)`; the message has `error` when it failed, and `unanswered` when nobody
        knows how far it got. What comes belongs to the caller.
        """
        number, self._next_id = self._next_id, self._next_id + 1
        self._waiting[number] = on_answer
        self._expect()
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
        self._gone("has ended")
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
        self._owes_greeting, self._silent_looks = self._on_told is not None, 0
        self._expect()

    def _expect(self):
        if self._looking is None and (self._waiting or self._owes_greeting):
            self._looking = self._loop.later(self._look_s, self._look)

    def _look(self):
        self._looking = None
        is_silent = self._sock is not None and (self._waiting or self._owes_greeting)
        self._silent_looks = self._silent_looks + 1 if is_silent else 0
        if self._silent_looks >= SILENT_LOOKS_MAX:
            # Another takes its place at once, also where the kernel lets it end only later.
            os.kill(self.pid, signal.SIGKILL)
            self._gone("says nothing")
        else:
            self._expect()

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
        self._silent_looks = 0
        if message is None:
            self._gone("has ended")
        elif "id" in message:
            self._waiting.pop(message["id"])(message, descriptors)
        else:
            self._owes_greeting = False
            self._on_told(message)

    def _gone(self, what):
        if self._sock is None:
            return
        self._loop.watch(self._sock)
        self._sock.close()
        self._sock = None
        for _, descriptors in self._unsent:
            for each in descriptors:
                os.close(each)
        waiting, self._waiting, self._unsent = self._waiting, {}, []
        print("the %s %s and is started again" % (self._name, what), file=sys.stderr, flush=True)
        for on_answer in waiting.values():
            on_answer({"error": "step begin: the %s %s" % (self._name, what), "unanswered": True}, [])
        self._loop.later(PAUSE_S, self._again)

    def _again(self):
        self._start()
        self._on_again()
        self._send()
