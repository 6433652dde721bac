"""One cell, built by a process of its own: it goes through changes of user and namespaces that cannot be
undone.
"""

import os

from ..isolation import packets
from ..isolation.cell import StepFailed, build


def raise_cell(order, life, ground=None):
    """({"kinds", "sockets", "init"}, descriptors: the namespaces', then the egress's sockets). Raises
    StepFailed.
    """
    ours, theirs = packets.pair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _build(order, life, ground, theirs)
    theirs.close()
    try:
        return _follow(order, pid, ours)
    finally:
        ours.close()
        os.waitpid(pid, 0)


def _follow(order, pid, ours):
    while True:
        told, descriptors = packets.receive(ours)
        if told is None:
            raise OSError(0, "step begin: the cell's builder has ended")
        if "map" in told:
            trouble = None
            try:
                map_ids(pid, order["user"] or {"uid": 0, "gid": 0}, is_root=True)
            except OSError as error:
                trouble = error.strerror
            packets.send(ours, {"trouble": trouble})
            continue
        if "error" in told:
            raise CellFailed(told["error"], told["step"])
        return told, descriptors


class CellFailed(StepFailed):
    def __init__(self, text, step):
        Exception.__init__(self, text)
        self.step = step


def _build(order, life, ground, theirs):
    try:

        identity = {"uid": os.geteuid(), "gid": os.getegid()}

        def mapped():
            if identity["uid"] != 0:
                # From inside: below another user namespace nobody else may.
                map_ids("self", order["user"] or identity, is_root=False)
                return
            packets.send(theirs, {"map": True})
            trouble = packets.receive(theirs)[0]["trouble"]
            if trouble:
                raise OSError(0, trouble)

        cell = build(order, life, ground, mapped)
        told = {"kinds": cell.kinds, "sockets": len(cell.sockets), "init": cell.init}
        packets.send(theirs, told, [*cell.descriptors, *(sock.fileno() for sock in cell.sockets)])
    except StepFailed as failed:
        packets.send(theirs, {"error": str(failed), "step": failed.step})
    except BaseException as error:
        packets.send(theirs, {"error": "step begin: %s" % type(error).__name__, "step": "begin"})
    finally:
        os._exit(0)


def map_ids(pid, user, is_root):
    """One user and one group, the same inside as outside: nobody else exists in the namespace."""
    if not is_root:
        _write(pid, "setgroups", "deny")
    _write(pid, "uid_map", "%d %d 1" % (user["uid"], user["uid"]))
    _write(pid, "gid_map", "%d %d 1" % (user["gid"], user["gid"]))


def _write(pid, name, text):
    with open("/proc/%s/%s" % (pid, name), "w") as file:
        file.write(text)
