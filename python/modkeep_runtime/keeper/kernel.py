"""The few system calls that Python has no function for: prctl, unshare, mount. Each raises OSError with its
own name.
"""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18


def _call(name, *arguments):
    converted = [
        ctypes.c_ulong(value)
        if isinstance(value, int)
        else value.encode()
        if isinstance(value, str)
        else value
        for value in arguments
    ]
    if getattr(_libc, name)(*converted) == -1:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (name, os.strerror(error)))


def prctl(option, value):
    _call("prctl", option, value, 0, 0, 0)


def unshare(flags):
    _call("unshare", flags)


def mount(source, target, kind, flags, options=None):
    _call("mount", source, target, kind, flags, options)
