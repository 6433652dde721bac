"""How a process's output is taken: no line is lost or doubled, and none holds the loop for long."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.log_ring import LogRing  # noqa: E402
from modkeep_runtime.keeper.loop import Loop  # noqa: E402
from modkeep_runtime.keeper.outputs import LAST_LINES, PIECE_LINES, Outputs  # noqa: E402
from modkeep_runtime.keeper.redact import Redactor  # noqa: E402


class Flood(unittest.TestCase):
    def setUp(self):
        self.loop, self.texts = Loop(), []
        self.log = LogRing("p", Redactor(), 1 << 20, lambda line: self.texts.append(line["text"]))
        self.ends = {}
        for name in ("stdout", "stderr"):
            reads, self.ends[name] = os.pipe()
            os.set_blocking(reads, False)
            self.ends["%s read" % name] = reads
        reads = {name: self.ends["%s read" % name] for name in ("stdout", "stderr")}
        self.outputs = Outputs(self.loop, reads, self.log)

    def tearDown(self):
        self.outputs.finish()
        for name in ("stdout", "stderr"):
            os.close(self.ends[name])

    def run_for(self, seconds):
        self.loop.later(seconds, self.loop.stop)
        self.loop.run()

    def test_every_line_comes_once_and_in_order_however_many_come_at_once(self):
        lines = [str(number) for number in range(5000)]
        os.write(self.ends["stdout"], "".join(line + "\n" for line in lines).encode())
        os.write(self.ends["stderr"], b"whole\nhalf")
        self.run_for(0.5)
        self.assertEqual([text for text in self.texts if text.isdigit()], lines)
        self.assertEqual([text for text in self.texts if not text.isdigit()], ["whole"])
        os.write(self.ends["stderr"], b" of it\n")
        self.outputs.finish()
        self.assertEqual(self.texts[-1], "half of it")

    def test_the_loop_turns_after_few_lines(self):
        os.write(self.ends["stdout"], b"\n" * 4000)
        turns = []
        feed = self.log.feed

        def count(name, data):
            turns.append(data.count(b"\n"))
            return feed(name, data)

        self.log.feed = count
        self.run_for(0.3)
        self.assertEqual(sum(turns), 4000)
        self.assertLessEqual(max(turns), PIECE_LINES)

    def test_at_the_end_what_the_last_lines_leave_no_room_for_is_passed_by_but_a_begun_line_is_ended(self):
        os.write(self.ends["stdout"], b"begun")
        self.run_for(0.1)
        os.write(self.ends["stdout"], b" and ended\n" + b"x\n" * 20000 + b"last")
        self.outputs.finish()
        self.assertEqual(self.texts[0], "begun and ended")
        self.assertEqual(self.texts[-1], "last")
        self.assertEqual(len(self.texts), LAST_LINES + 1)


if __name__ == "__main__":
    unittest.main()
