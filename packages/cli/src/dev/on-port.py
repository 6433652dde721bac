"""Listens on the port that `modkeep dev` was asked for and becomes the launcher, which finds the socket as descriptor 4."""
import os
import socket
import sys

LISTENING = 4

launcher, port = sys.argv[1], int(sys.argv[2])
listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    listening.bind(("127.0.0.1", port))
except OSError as error:
    sys.exit("Cannot listen on port %d: %s. Choose another with --port" % (port, error.strerror))
listening.listen(128)
os.dup2(listening.fileno(), LISTENING)
# Said apart: when the socket has the number already, dup2 does nothing at all.
os.set_inheritable(LISTENING, True)
os.execv(sys.executable, [sys.executable, "-B", launcher])
