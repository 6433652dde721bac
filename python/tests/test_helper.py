"""A helper that ends or stands still is replaced, and who waits for it is told. A real mason, a real loop."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.helper import Helper  # noqa: E402
from modkeep_runtime.keeper.loop import Loop  # noqa: E402

LATE_S = 60
LOOK_S = 1.0
# Answered with the step that fails, there is no such folder.
CELL = {"op": "cell", "readable": ["/nowhere"], "writable": [], "user": None, "owner": None, "without": []}


class Replaced(unittest.TestCase):
    def setUp(self):
        self.loop, self.answers, self.steps = Loop(), [], []
        self.loop.on_signal(signal.SIGCHLD, self.reap)
        self.addCleanup(signal.signal, signal.SIGCHLD, signal.SIG_DFL)
        self.addCleanup(signal.set_wakeup_fd, -1)
        self.mason = Helper(self.loop, "mason", lambda _greeting: self.step(), look_s=LOOK_S)
        self.first = self.mason.pid
        self.addCleanup(self.end)

    def end(self):
        if self.mason.pid:
            os.kill(self.mason.pid, signal.SIGKILL)
            os.waitpid(self.mason.pid, 0)

    def reap(self):
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid:
            self.mason.has_ended(pid)

    def step(self):
        (self.steps.pop(0) if self.steps else self.loop.stop)()

    def run_steps(self, *steps):
        """One at each greeting, until there are none left and another comes or `ask` is answered last."""
        self.steps = list(steps)
        self.loop.later(LATE_S, self.loop.stop)
        self.loop.run()

    def ask(self):
        def answered(message, _descriptors):
            self.answers.append(message)
            if not self.steps and "unanswered" not in message:
                self.loop.stop()

        life_read, life_write = os.pipe()
        self.mason.ask(CELL, [life_read], answered)
        os.close(life_read)
        self.addCleanup(os.close, life_write)

    def signal(self, number):
        os.kill(self.mason.pid, number)

    def test_one_that_ends_is_followed_by_one_that_answers(self):
        def ask_in_vain():
            self.signal(signal.SIGSTOP)
            self.ask()
            self.signal(signal.SIGKILL)

        self.run_steps(ask_in_vain, self.ask)
        self.assertEqual(self.answers[0], {"error": "step begin: the mason has ended", "unanswered": True})
        self.assertNotIn("unanswered", self.answers[1])

    def test_one_that_stands_still_is_followed_by_one_that_answers(self):
        def ask_in_vain():
            self.signal(signal.SIGSTOP)
            self.ask()

        self.run_steps(ask_in_vain, self.ask)
        self.assertEqual(self.answers[0], {"error": "step begin: the mason says nothing", "unanswered": True})
        self.assertNotIn("unanswered", self.answers[1])

    def test_one_that_stands_still_before_its_first_word_is_followed_by_one_that_greets(self):
        self.signal(signal.SIGSTOP)
        self.run_steps()
        self.assertNotIn(self.mason.pid, (self.first, None))


if __name__ == "__main__":
    unittest.main()
