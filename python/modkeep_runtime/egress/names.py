"""Answers a cell's questions for names by asking the machine's own servers, packet for packet.

The machine's servers may be private or on its loopback: a cell never reaches them itself. What they answer is
only a number; whether it may be connected to is judged at the connection.
"""

import socket
import time

from .relay import Door

RESOLV_CONF = "/etc/resolv.conf"
PORT, PACKET_BYTES_MAX, TIMEOUT_S = 53, 4096, 6
WAITING_MAX = 256
LOOK_AGAIN_S = 10


class Names:
    def __init__(self, loop, packets, listening):
        self._loop, self._packets, self._waiting = loop, packets, 0
        loop.watch(packets, read=self._ask)
        Door(loop, listening, lambda _inner: (servers()[0], PORT))

    def _ask(self):
        for _ in range(32):
            try:
                question, asker = self._packets.recvfrom(PACKET_BYTES_MAX)
            except OSError:
                return
            # A full house is answered by nothing; whoever asks asks again.
            if self._waiting < WAITING_MAX:
                self._pass_on(question, asker, servers())

    def _pass_on(self, question, asker, left):
        if not left:
            return
        server, *others = left
        family = socket.AF_INET6 if ":" in server else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setblocking(False)
        self._waiting += 1

        def end():
            self._waiting -= 1
            timer.cancel()
            self._loop.watch(sock)
            sock.close()

        def late():
            end()
            self._pass_on(question, asker, others)

        def answered():
            try:
                answer = sock.recv(PACKET_BYTES_MAX)
            except BlockingIOError:
                return
            except OSError:
                late()
                return
            end()
            try:
                self._packets.sendto(answer, asker)
            except OSError:
                pass

        timer = self._loop.later(TIMEOUT_S / (1 + len(others)), late)
        try:
            sock.connect((server, PORT))
            sock.send(question)
        except OSError:
            late()
            return
        self._loop.watch(sock, read=answered)


_known = (0.0, [])


def servers():
    """The machine's name servers, one at least, looked up anew now and then: a laptop changes networks."""
    global _known
    now = time.monotonic()
    if not _known[1] or now - _known[0] > LOOK_AGAIN_S:
        try:
            with open(RESOLV_CONF) as file:
                words = [line.split() for line in file]
        except OSError:
            words = []
        found = [line[1] for line in words if len(line) > 1 and line[0] == "nameserver"]
        _known = (now, found[:3] or ["127.0.0.1"])
    return _known[1]
