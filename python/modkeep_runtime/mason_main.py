"""Starts the mason: `python3 -I -B mason_main.py DESCRIPTOR`. Run by the keeper; the descriptor is the socket
to it.
"""

import os
import socket
import sys


def main():
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from modkeep_runtime.mason.serve import serve

    serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
