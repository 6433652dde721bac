"""Descriptors where a program expects them: its standard input empty, its channels at their places, nothing else."""

import fcntl
import os

from . import kernel


def place(channels, told, alone=True):
    """`channels`: a descriptor for each place. Returns where `told` is now: after the last of them, the only copy,
    closed by executing. `alone`: what else is open goes.
    """
    told_place = max(channels) + 1
    # First out of each other's way.
    high = {at: fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 64) for at, each in channels.items()}
    high_told = fcntl.fcntl(told, fcntl.F_DUPFD_CLOEXEC, 64)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for at, descriptor in high.items():
        os.dup2(descriptor, at)
    os.dup2(high_told, told_place, inheritable=False)
    # Its end tells that all went well.
    for each in (high_told, told):
        if each > told_place:
            os.close(each)
    if alone:
        kernel.close_from(told_place + 1)
    return told_place
