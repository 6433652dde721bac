"""Starts one module. Run by the keeper with the environment's interpreter: descriptor 3 is the control
socket, 4 the listening one.

The document arrives over descriptor 3, so the first thing done is to close this process's memory to others of
the same user.
"""

import ctypes
import os
import sys

PR_SET_DUMPABLE = 4


def main():
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, folder)
    from modkeep_runtime.launcher.serve import serve

    # The module's own imports must not find what lies beside the launcher.
    sys.path.remove(folder)
    serve()


if __name__ == "__main__":
    main()
