"""Channels are made whole or not at all: nothing stays open of those that could not be."""

import os
import resource
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.birth import Channels  # noqa: E402

# Two for the control socket, one that listens, three pipes.
NEEDED = 9


def held():
    return len(os.listdir("/proc/self/fd"))


class Whole(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_a_socket_that_cannot_be_bound_leaves_nothing_open(self):
        before = held()
        with self.assertRaises(OSError):
            Channels(self.path("n" * 200), None)
        self.assertEqual(held(), before)

    def test_however_many_descriptors_are_left_none_stays_open(self):
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        before, failed = held(), 0
        while self.fails_below(failed, limits):
            self.assertEqual(held(), before)
            failed += 1
        self.assertGreaterEqual(failed, NEEDED)

    def fails_below(self, number, limits):
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, limits[1]))
        try:
            Channels(self.path("%d.sock" % number), None)
            return False
        except OSError:
            return True
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)


if __name__ == "__main__":
    unittest.main()
