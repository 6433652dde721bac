"""A process from its order to its process id: channels, a cell, an interpreter in it. Nothing here waits."""

import os
import socket
from contextlib import ExitStack

from .folder import listen_on
from .order import cell_order, enter_order, program


class Channels:
    """Both sides of what keeper and process share. `life`: held open by the keeper alone; its end is the
    cell's.
    """

    def __init__(self, socket_path, user):
        with ExitStack() as opened:
            self.control, self._module_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            opened.callback(self.control.close)
            opened.callback(self._module_control.close)
            self._listening = listen_on(socket_path)
            opened.callback(self._listening.close)
            self.outputs, self._written = {}, []
            for name in ("stdout", "stderr"):
                self.outputs[name], write = _pipe(opened)
                os.set_blocking(self.outputs[name], False)
                self._written.append(write)
                if user:
                    # A module may open /dev/stdout: that asks for rights on the pipe itself.
                    os.fchown(write, user["uid"], user["gid"])
            self.life_end, self.life = _pipe(opened)
            # All or nothing: they stay open from here on.
            opened.pop_all()

    def inside(self):
        """What the process gets: control, listening, stdout, stderr."""
        return [self._module_control.fileno(), self._listening.fileno(), *self._written]

    def hand_over(self):
        """They are the process's now."""
        self._module_control.close()
        self._listening.close()
        for each in (*self._written, self.life_end):
            os.close(each)
        self._written = []

    def close(self):
        """The keeper's side, but for the outputs, which are read to their end, and the control socket."""
        os.close(self.life)


def _pipe(opened):
    ends = os.pipe()
    for each in ends:
        opened.callback(os.close, each)
    return ends


class Birth:
    """`on_born(pid, init, ways, is_warm)`: `ways` are the sockets for the egress. `on_failed(text, lost)`
    otherwise; one of them, once. `lost`: "mason", it is gone, or "nursery", the pre-forked interpreter failed: another
    birth may do better. With other channels: nobody knows how far this one got.
    """

    def __init__(self, helpers, spec, channels, on_born, on_failed, may_be_warm=True):
        self._helpers, self._spec, self._channels = helpers, spec, channels
        self._on_born, self._on_failed = on_born, on_failed
        self._without = helpers.without
        self._cell, self._descriptors = {"kinds": [], "sockets": 0, "init": None}, []
        self._nursery = helpers.nurseries.find(spec) if may_be_warm else None
        if set(self._without) >= {"user", "pid", "view", "network", "ipc", "uts"}:
            self._enter()
        else:
            self._raise_cell()

    def _raise_cell(self):
        nursery = self._nursery
        owner = nursery.user if nursery else self._helpers.owner
        order = {"op": "cell", **cell_order(self._spec, owner, self._without)}
        passed = [self._channels.life_end]
        if nursery and nursery.ground is not None:
            passed.append(nursery.ground)
        self._helpers.mason.ask(order, passed, self._on_cell)

    def _on_cell(self, answer, descriptors):
        if "error" in answer:
            self._fail(answer)
            return
        self._cell, self._descriptors = answer, descriptors
        self._enter()

    def _enter(self):
        count = len(self._cell["kinds"])
        order = {"kinds": self._cell["kinds"], **enter_order(self._spec, self._without)}
        passed = [*self._descriptors[:count], *self._channels.inside()]
        wanted = program(self._spec)
        if self._nursery:
            told = {"environment": wanted["environment"], "arguments": wanted["arguments"][-2:]}
            self._nursery.fork({**order, **told}, passed, self._on_entered)
        else:
            self._helpers.mason.ask({"op": "start", "program": wanted, **order}, passed, self._on_entered)

    def _on_entered(self, answer, _):
        if "error" not in answer and self._nursery and not self._is_inside(answer.get("pid")):
            answer = {"error": "step fork: the process is not in its cell"}
        if "error" in answer:
            self._fail(answer)
            return
        count = len(self._cell["kinds"])
        ways = self._descriptors[count:]
        self._close(self._descriptors[:count])
        self._channels.hand_over()
        self._on_born(answer["pid"], self._cell["init"], ways, self._nursery is not None)

    def _is_inside(self, pid):
        """A pre-forked interpreter is not believed: the process must be in the very namespace that was built."""
        try:
            told = os.stat("/proc/%d/ns/pid" % pid)
            built = os.fstat(self._descriptors[self._cell["kinds"].index("pid")])
            return (told.st_dev, told.st_ino) == (built.st_dev, built.st_ino)
        except (OSError, ValueError, TypeError):
            return False

    def _fail(self, answer):
        self._close(self._descriptors)
        self._channels.hand_over()
        lost = "mason" if "unanswered" in answer else "nursery" if self._nursery else None
        self._on_failed("Cannot start the process: %s" % answer["error"], lost)

    def _close(self, descriptors):
        for each in descriptors:
            os.close(each)
        self._descriptors = []
