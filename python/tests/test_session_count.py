"""When a change of the number of sessions is told."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.loop import Loop  # noqa: E402
from modkeep_runtime.keeper.session_count import PAUSE_S, SessionCount  # noqa: E402


def told_after(*changes):
    """`changes`: the counts that come together, with a pause after each group. What was told by then: right after each
    group, and at the end.
    """
    loop, told, seen = Loop(), [], []
    sessions = SessionCount(loop, told.append)

    def change(counts):
        for count in counts:
            sessions.changes_to(count)
        seen.append(list(told))

    for place, counts in enumerate(changes):
        loop.later(2 * PAUSE_S * place, lambda counts=counts: change(counts))
    loop.later(2 * PAUSE_S * len(changes), loop.stop)
    loop.run()
    return [*seen, told]


class Told(unittest.TestCase):
    def test_one_more_is_told_at_once(self):
        self.assertEqual(told_after([1], [2]), [[1], [1, 2], [1, 2]])

    def test_fewer_are_told_after_the_pause(self):
        self.assertEqual(told_after([1], [0]), [[1], [1], [1, 0]])

    def test_a_reload_never_looks_like_nobody(self):
        self.assertEqual(told_after([1], [0, 1]), [[1], [1], [1, 1]])

    def test_many_changes_are_told_once_a_pause_and_the_last_one_always(self):
        self.assertEqual(told_after([*range(1, 1001), 7]), [[1], [1, 7]])


if __name__ == "__main__":
    unittest.main()
