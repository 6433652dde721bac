"""Messages with descriptors between the keeper and its helpers: one JSON object a packet, over a socket pair."""

import array
import json
import socket

BYTES_MAX, DESCRIPTORS_MAX = 128 << 10, 32


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(sock, message, descriptors=()):
    data = json.dumps(message, separators=(",", ":")).encode()
    held = array.array("i", descriptors)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)] if descriptors else []
    sock.sendmsg([data], rights)


def receive(sock):
    """(message, descriptors); (None, []) at the end. What is received is not inherited by programs."""
    space = socket.CMSG_SPACE(DESCRIPTORS_MAX * array.array("i").itemsize)
    data, ancillary, _, _ = sock.recvmsg(BYTES_MAX, space, getattr(socket, "MSG_CMSG_CLOEXEC", 0x40000000))
    held = array.array("i")
    for level, kind, body in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            held.frombytes(body[: len(body) - len(body) % held.itemsize])
    return (json.loads(data.decode()) if data else None), list(held)
