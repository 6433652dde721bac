"""Something of the machine's: an abstract socket and a segment of shared memory that everybody may read. Says
their names; ends with its input.
"""

import ctypes
import os
import socket
import sys
import threading

name = "outside-%d" % os.getpid()
listening = socket.socket(socket.AF_UNIX)
listening.bind("\0" + name)
listening.listen()


def serve():
    while True:
        listening.accept()[0].sendall(b"hi")


threading.Thread(target=serve, daemon=True).start()
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
create = 0o1000
number = libc.shmget(0, 4096, create | 0o666)
text = sys.argv[1].encode()
ctypes.memmove(libc.shmat(number, None, 0), text, len(text))
print(name, number, flush=True)
sys.stdin.read()
remove = 0
libc.shmctl(number, remove, None)
