"""The keeper's helpers and what they have found out about this machine."""

import os

from . import capabilities
from .helper import Helper
from .nurseries import Nurseries

# Who owns a cell and may enter it, when the keeper is root. Not a user that modules or builds run as.
OWNER = {"uid": 64901, "gid": 64901}
# Without these nobody can be put into a cell from outside, or told from one that is not in it.
NEEDED_TO_FORK = frozenset(("user", "view", "pid", "prefork"))


class Helpers:
    def __init__(self, loop, data, without=()):
        """`data`: the keeper's own folder. `without`: layers to leave out although the machine gives them;
        for those who test the others.
        """
        self._left_out, self._on_measured = frozenset(without), []
        self.measured = None
        self.owner = OWNER if os.geteuid() == 0 else None
        self.mason = Helper(loop, "mason", on_told=self._told)
        path = os.path.join(data, "learned.json")
        self.nurseries = Nurseries(loop, self.mason, path, self.owner is not None)
        self._ways = {}
        self.egress = Helper(loop, "egress", on_again=self._open_again)

    @property
    def has_groups(self):
        return self.measured["groups"] and "groups" not in self._left_out

    @property
    def without(self):
        return sorted(self._left_out | set(self.measured["without"]))

    def when_measured(self, call):
        if self.measured is None:
            self._on_measured.append(call)
        else:
            call()

    def capabilities(self):
        return capabilities.describe(self.measured, os.geteuid() == 0)

    def have_ended(self, pid):
        return any(each.has_ended(pid) for each in (self.mason, self.egress, self.nurseries))

    def open_way(self, name, sockets):
        """Lets a cell out to the internet; the descriptors are kept here, because an egress may end and begin
        anew.
        """
        if sockets:
            self._ways[name] = sockets
            self.egress.tell({"op": "watch", "id": name}, sockets)

    def close_way(self, name):
        sockets = self._ways.pop(name, None)
        if sockets:
            self.egress.tell({"op": "drop", "id": name})
            for each in sockets:
                os.close(each)

    def _open_again(self):
        for name, sockets in self._ways.items():
            self.egress.tell({"op": "watch", "id": name}, sockets)

    def _told(self, message):
        self.measured = message["measured"]
        self.nurseries.is_possible = self.measured["prefork"] and not self._left_out & NEEDED_TO_FORK
        waiting, self._on_measured = self._on_measured, []
        for call in waiting:
            call()
