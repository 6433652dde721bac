"""Starts a pre-forked interpreter. Run by the mason with the environment's interpreter: descriptor 3 is the
channel to the keeper.
"""

import ctypes
import os
import socket
import sys

PR_SET_DUMPABLE = 4
CHANNEL = 3


def main():
    # Its children inherit closed memory from their first moment on.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, folder)
    from modkeep_runtime.prefork.serve import serve

    # As in a launcher: the module's own imports must not find what lies beside it.
    sys.path.remove(folder)
    serve(socket.socket(fileno=CHANNEL))


if __name__ == "__main__":
    main()
