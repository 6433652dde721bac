"""What this machine gives, found by doing it once: a cell is built and a process goes in. A layer that fails
is left out and said; the rest is tried without it.
"""

import os

from ..isolation import kernel, seccomp
from ..isolation.cell import StepFailed
from ..isolation.enter import EnterFailed, enter
from .raise_cell import raise_cell

NOBODY = {"uid": 64901, "gid": 64901}


def measure():
    """{"without": [layers], "why": {layer: reason}, "prefork": bool}"""
    is_root = os.geteuid() == 0
    without, why = set(), {}
    if kernel.MACHINE not in seccomp.MACHINES:
        without.add("seccomp")
        why["seccomp"] = "not made for %s" % kernel.MACHINE
    while True:
        try:
            _try(is_root, without)
            break
        except (StepFailed, EnterFailed, OSError) as error:
            layer = _to_leave_out(error, without)
            if layer is None:
                break
            why.setdefault(layer, str(error))
            without.add(layer)
            # What is made in a user namespace stands and falls with it for an ordinary user; root can do without.
            if layer == "user" and not is_root:
                for each in ("pid", "view", "network", "ipc", "uts"):
                    without.add(each)
    return {"without": sorted(without), "why": why, "prefork": not without & {"user", "view", "pid"}}


def _try(is_root, without):
    life_read, life_write = os.pipe()
    user = NOBODY if is_root else None
    order = {
        "readable": [],
        "writable": [],
        "user": user,
        "owner": NOBODY,
        "without": sorted(without),
        "limits": {},
        "cwd": "/",
        "keeper": os.getppid(),
    }
    null = os.open(os.devnull, os.O_RDWR)
    made = []
    try:
        told, made = raise_cell(order, life_read)
        order["kinds"] = told["kinds"]
        count = len(told["kinds"])
        enter(order, made[:count], [null] * 4, lambda _told: os._exit(0))
    finally:
        for descriptor in (life_read, life_write, null, *made):
            os.close(descriptor)


def _to_leave_out(error, without):
    """The layer that a failed step belongs to, the user namespace when it could be to blame."""
    step = getattr(error, "step", None) or str(error).partition("step ")[2].partition(":")[0]
    layers = {
        "network": "network",
        "uts": "uts",
        "rights": "seccomp",
        "user": "user",
        "namespaces": "user",
        "owner": "user",
    }
    layers.update({"pid": "pid", "view": "view", "mounts": "view", "proc": "pid"})
    layer = layers.get(step)
    if layer is None or layer in without:
        layer = next((each for each in ("user", "network", "pid", "view") if each not in without), None)
    return layer
