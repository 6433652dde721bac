"""Which handlers the loop calls when one changes what the others wait for."""

import os
import socket
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.loop import Loop  # noqa: E402


class Handlers(unittest.TestCase):
    def setUp(self):
        self.loop, self.called = Loop(), []

    def readable(self):
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        self.addCleanup(theirs.close)
        theirs.send(b"x")
        return ours

    def run_for(self, seconds):
        self.loop.later(seconds, self.loop.stop)
        self.loop.run()

    def test_nothing_is_called_for_a_file_that_was_closed_in_the_same_turn(self):
        pair = [self.readable(), self.readable()]

        def take(sock):
            self.called.append(sock)
            for each in pair:
                self.loop.watch(each)
                each.close()

        for sock in pair:
            self.loop.watch(sock, read=lambda sock=sock: take(sock))
        self.run_for(0.1)
        self.assertEqual(len(self.called), 1)

    def test_nothing_is_called_for_a_new_file_that_has_the_number_of_a_closed_one(self):
        pair, quiet = [self.readable(), self.readable()], socket.socketpair()
        for each in quiet:
            self.addCleanup(each.close)

        def take(sock):
            self.called.append("old")
            for each in pair:
                self.loop.watch(each)
            other = next(each for each in pair if each is not sock)
            number = other.fileno()
            other.close()
            new = socket.socket(fileno=os.dup2(quiet[0].fileno(), number))
            self.addCleanup(new.close)
            self.loop.watch(new, read=lambda: self.called.append("new"))

        for sock in pair:
            self.loop.watch(sock, read=lambda sock=sock: take(sock))
        self.run_for(0.1)
        self.assertEqual(self.called, ["old"])

    def test_a_file_whose_watch_each_turn_renews_is_not_forgotten(self):
        pair = [self.readable(), self.readable()]

        def watch():
            for place, sock in enumerate(pair):
                self.loop.watch(sock, read=lambda place=place: take(place))

        def take(place):
            self.called.append(place)
            watch()

        watch()
        self.run_for(0.05)
        self.assertEqual(set(self.called), {0, 1})

    def test_a_reader_that_ends_the_writing_is_the_last_one_called(self):
        sock = self.readable()

        def read():
            self.called.append("read")
            self.loop.watch(sock)

        self.loop.watch(sock, read=read, write=lambda: self.called.append("write"))
        self.run_for(0.1)
        self.assertEqual(self.called, ["read"])


if __name__ == "__main__":
    unittest.main()
