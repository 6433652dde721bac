"""Takes cells' sockets from the keeper and serves them, until the keeper drops them or ends.

`watch`: `id` and, as descriptors, a cell's sockets in the order in which `isolation/network.py` makes them.
`drop`: `id`.
"""

import os
import resource
import signal
import socket

from ..isolation import kernel, packets
from ..keeper.loop import Loop
from .names import Names
from .relay import Door, open_original

USER = 64902
CONNECTIONS_MAX = 16_384


def serve(keeper):
    _give_up_rights()
    # One that was stopped would not see the keeper's end.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGCONT)
    keeper.setblocking(False)
    loop, cells = Loop(), {}

    def receive():
        try:
            message, descriptors = packets.receive(keeper)
        except BlockingIOError:
            return
        if message is None:
            loop.stop()
            return
        for sock in cells.pop(message["id"], ()):
            loop.watch(sock)
            sock.close()
        if message["op"] == "watch":
            cells[message["id"]] = _open(loop, descriptors)

    loop.watch(keeper, read=receive)
    loop.run()


def _open(loop, descriptors):
    sockets = [socket.socket(fileno=each) for each in descriptors]
    for sock in sockets:
        sock.setblocking(False)
    lead, names, names_tcp, *lead_6 = sockets
    for sock in (lead, *lead_6):
        Door(loop, sock, open_original)
    Names(loop, names, names_tcp)
    return sockets


def _give_up_rights():
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = 2 * CONNECTIONS_MAX if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS_MAX, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
