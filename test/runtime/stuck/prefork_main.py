"""A pre-forked interpreter whose children never serve: as with a package that does not bear a fork."""

import ctypes
import os
import socket
import sys

ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../python"))

from modkeep_runtime.launcher import serve as launcher  # noqa: E402
from modkeep_runtime.prefork.serve import serve  # noqa: E402


def fail(*_):
    print("forked, and of no use", flush=True)
    os._exit(11)


launcher.run = fail
serve(socket.socket(fileno=3))
