"""A forked child that does not get ready is followed by an executed one, and one that the mason takes with it is asked
for again: what becomes of the process when the second ends before it is known, or cannot be begun. A real keeper and real children; only who makes the children is played.
"""

import os
import shutil
import signal
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.controller import Controller  # noqa: E402
from modkeep_runtime.keeper.journal import Journal  # noqa: E402
from modkeep_runtime.keeper.loop import Loop  # noqa: E402
from modkeep_runtime.keeper.wire import Channel  # noqa: E402

LATE_S = 10
# Among the descriptors that a new process gets: after that of its namespace.
CONTROL = 1
FAILED = "Cannot start the process: step "


class Helpers:
    """Mason and pre-forked interpreter in one. Both children end at once; the number of the second is told only when
    its end, and that of the init of its cell, have been.
    """

    without, has_groups, owner, user, ground = ["user"], False, None, None, None

    def __init__(self, loop):
        self._loop, self._inits = loop, [None, None]
        self.nurseries = self.mason = self
        self.before_second = lambda: None
        self.asked, self.is_doomed, self.ends_unseen, self.read = 0, False, False, []

    def second_has_init(self):
        self._inits = [None, "exit 0"]

    def when_measured(self, call):
        call()

    def capabilities(self):
        return {}, []

    def find(self, _spec):
        return None if self.is_doomed else self

    def fork(self, _order, descriptors, on_answer):
        if self.ends_unseen:
            self.read.append(os.read(descriptors[CONTROL], 1 << 20))
            on_answer({"pid": ended()}, [])
            return
        on_answer({"pid": child("exit 11")}, [])
        self.before_second()

    def ask(self, message, descriptors, on_answer):
        self.asked += 1
        if message["op"] == "start" and self.ends_unseen:
            os.set_blocking(descriptors[CONTROL], False)
            self.read.append(os.read(descriptors[CONTROL], 1 << 20))
        if self.is_doomed:
            on_answer({"error": "step begin: the mason has ended", "unanswered": True}, [])
        elif message["op"] == "cell":
            script = self._inits.pop(0)
            self._init = script and child(script)
            namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)
            on_answer({"kinds": ["pid"], "sockets": 0, "init": self._init}, [namespace])
        else:
            self._tell_late(child("exit 12"), on_answer)

    def _tell_late(self, pid, on_answer):
        if any(each and os.path.exists("/proc/%d" % each) for each in (pid, self._init)):
            self._loop.later(0.01, lambda: self._tell_late(pid, on_answer))
        else:
            on_answer({"pid": pid}, [])

    def have_ended(self, _pid):
        return False

    def open_way(self, _name, _sockets):
        pass

    def close_way(self, _name):
        pass


def ended():
    """The number of a child that is gone."""
    pid = child("exit 11")
    os.waitpid(pid, 0)
    return pid


def child(script):
    return os.posix_spawn("/bin/sh", ["sh", "-c", script], {})


class SecondBirth(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = os.path.realpath(temporary.name)
        os.makedirs(self.path("work/sub"))
        self.loop = Loop()
        self.helpers = Helpers(self.loop)
        journal = Journal(self.path("processes.json"))
        keeper = Controller(self.loop, self.path("keeper.sock"), journal, self.helpers)
        self.loop.on_signal(signal.SIGCHLD, keeper.reap)
        self.addCleanup(signal.signal, signal.SIGCHLD, signal.SIG_DFL)
        self.addCleanup(signal.set_wakeup_fd, -1)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def exited(self):
        return self.told(lambda message: message.get("event") == "exited")

    def told(self, is_wanted):
        """What the keeper tells of the process; None when it does not."""
        start = {"process": "prc_1", "install": "ins_1", "python": "/bin/sh", "runtime": self.folder}
        start.update(home=self.folder, folder=self.path("memory/prc_1"))
        start["app"] = {"root": self.path("work"), "directory": "sub", "entrypoint": "app.py"}
        start["document"] = {"text": "", "environment": {}, "serial": 1}
        told = []

        def hear(message):
            if is_wanted(message):
                told.append(message)
                self.loop.stop()

        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.connect(self.path("keeper.sock"))
        channel = Channel(self.loop, server, hear, lambda: None)
        self.addCleanup(channel.close)
        channel.send({"id": 1, "op": "hello"})
        channel.send({"id": 2, "op": "start", **start})
        self.loop.later(LATE_S, self.loop.stop)
        self.loop.run()
        return told[0] if told else None

    def test_its_end_is_told_when_it_came_before_its_number(self):
        self.assertEqual(self.exited()["code"], 12)

    def test_its_end_is_told_when_the_init_of_its_cell_has_ended_too(self):
        self.helpers.second_has_init()
        self.assertEqual(self.exited()["code"], 12)

    def test_a_working_copy_that_leads_out_by_then_is_told(self):
        self.helpers.before_second = lambda: self.replace("work/sub", lambda path: os.symlink("/", path))
        self.assertEqual(self.exited()["message"], FAILED + "working copy: a path leads out of it")

    def test_a_folder_that_cannot_be_made_by_then_is_told(self):
        self.helpers.before_second = lambda: self.replace("memory", lambda path: open(path, "w").close())
        self.assertEqual(self.exited()["message"], FAILED + "folder: File exists")

    def test_it_is_told_its_start_although_the_first_took_that_with_it(self):
        self.helpers.ends_unseen = True
        self.assertEqual(self.exited()["code"], 12)
        first, second = self.helpers.read
        self.assertEqual(first, second)
        self.assertIn(b'"op":"start"', second)

    def test_a_mason_that_ends_twice_is_told_and_no_third_is_asked(self):
        self.helpers.is_doomed = True
        refusal = self.told(lambda message: "error" in message)["error"]
        text = FAILED + "begin: the mason has ended, and so did the one before it"
        self.assertEqual(refusal, {"code": "start_failed", "message": text})
        self.assertEqual(self.helpers.asked, 2)

    def replace(self, name, make):
        shutil.rmtree(self.path(name))
        make(self.path(name))


if __name__ == "__main__":
    unittest.main()
