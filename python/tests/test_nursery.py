"""What a pre-forked interpreter that has ended answers. Only the mason is played: it makes none."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.loop import Loop  # noqa: E402
from modkeep_runtime.keeper.nursery import Nursery  # noqa: E402


class Mason:
    def ask(self, *_):
        pass


class Ended(unittest.TestCase):
    def setUp(self):
        spec = {"python": "/bin/python3", "runtime": "/runtime", "home": "/tmp", "process": "", "folder": "/tmp"}
        self.nursery = Nursery(Loop(), Mason(), spec, None, [], lambda _: None)
        self.answers = []

    def fork(self):
        self.nursery.fork({}, [], lambda answer, _: self.answers.append(answer))

    def test_what_it_was_asked_before_fails(self):
        self.fork()
        self.nursery.end()
        self.assertIn("has ended", self.answers[0]["error"])

    def test_what_it_is_asked_afterwards_fails_at_once(self):
        self.nursery.end()
        self.fork()
        self.assertIn("has ended", self.answers[0]["error"])


if __name__ == "__main__":
    unittest.main()
