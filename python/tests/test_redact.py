"""No form of a value is left in stored text, however the text arrives."""

import base64
import json
import os
import random
import sys
import unittest
from urllib.parse import quote, quote_plus

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.log_ring import LINE_CHARACTERS_MAX, LogRing  # noqa: E402
from modkeep_runtime.keeper.redact import MASK, Redactor, forms_of  # noqa: E402

VALUES = [
    "hunter2-secret",
    "hunter2-secret-longer",
    "abcdef",
    "sk-" + "x" * 40,
    'p"q\\r\ts',
    "äöü pass wörd",
    "a/b+c=d&e f?",
    "-----BEGIN KEY-----\nMIIBVgIBADANBgkq\n-----END KEY-----\n",
    "aaaaaaa",
    "aaaabaaaab",
]


def forms(value):
    data = value.encode()
    yield from (
        value,
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
        json.dumps(value),
        repr(value),
        data.hex(),
        data.hex().upper(),
    )
    for before in (b"", b"x", b"xy"):
        yield base64.b64encode(before + data + b"tail").decode()
        yield base64.urlsafe_b64encode(before + data).decode()


def redactor(values):
    found = Redactor()
    found.add(values)
    return found


class Forms(unittest.TestCase):
    def test_no_form_of_a_value_is_left(self):
        clean = redactor(VALUES).clean
        for value in VALUES:
            for form in forms(value):
                text = clean("before %s after" % form)
                self.assertIn(MASK, text)
                self.assertTrue(text.startswith("before ") and text.endswith(" after"))
                for left in forms_of(value):
                    self.assertNotIn(left, text)

    def test_values_below_six_characters_are_not_masked(self):
        self.assertEqual(redactor(["12345", "true"]).clean("12345 true"), "12345 true")

    def test_of_two_values_that_begin_alike_the_longer_is_masked_whole(self):
        self.assertEqual(redactor(["secret", "secret-long"]).clean("x secret-long y secret"), "x *** y ***")

    def test_an_old_value_stays_masked_after_a_new_one(self):
        found = redactor(["old-value"])
        found.add(["new-value"])
        self.assertEqual(found.clean("old-value new-value"), "*** ***")

    def test_what_is_remembered_is_bounded_and_the_newest_wins(self):
        found = Redactor()
        for number in range(40):
            found.add(["%d" % number * 60000])
        self.assertEqual(found.clean("39" * 60000), MASK)
        self.assertLess(sum(map(len, found._values)), 3 << 20)


class Ring(unittest.TestCase):
    def ring(self, values, bytes_max=1 << 20):
        self.lines = []
        return LogRing("prc_1", redactor(values), bytes_max, self.lines.append)

    def text(self):
        return "\n".join(line["text"] for line in self.lines)

    def test_random_chunks_and_flushes_never_let_a_value_through(self):
        choose = random.Random(7)
        for _ in range(300):
            values = choose.sample([value for value in VALUES if "\n" not in value], 3)
            ring = self.ring(values)
            data = "".join(
                choose.choice([choose.choice(values), "plain ", "\n", choose.choice(values)[:4], "é"])
                for _ in range(60)
            ).encode()
            place = 0
            while place < len(data):
                size = choose.randint(1, 9)
                ring.feed("stdout", data[place : place + size])
                place += size
                for stream in ring._streams.values():
                    stream.since = 0
                if choose.random() < 0.3:
                    ring.flush()
            ring.flush(everything=True)
            together = "".join(line["text"] for line in self.lines)
            for value in values:
                self.assertNotIn(value, self.text())
                # Put together again over the flushes: nothing was split in the middle of a value.
                for line in data.decode().split("\n"):
                    if value in line:
                        self.assertIn(MASK, together)

    def test_a_value_that_crosses_the_cut_of_a_long_line_is_masked(self):
        ring = self.ring(["crossing-value"])
        ring.feed(
            "stdout", ("x" * (LINE_CHARACTERS_MAX - 5) + "crossing-value" + "y" * 40000 + "\nnext\n").encode()
        )
        self.assertEqual(self.lines[0]["text"], "x" * (LINE_CHARACTERS_MAX - 5) + MASK + "yy")
        self.assertTrue(self.lines[0]["cut"])
        self.assertNotIn("cross", self.text())
        self.assertEqual(self.lines[-1]["text"], "next")

    def test_a_long_line_carries_its_mark_however_it_arrives(self):
        for size in (1, 1000, LINE_CHARACTERS_MAX, LINE_CHARACTERS_MAX + 1, 65536):
            ring = self.ring([])
            data = b"a" * 20000 + b"\nnext\n"
            for place in range(0, len(data), size):
                ring.feed("stdout", data[place : place + size])
            self.assertEqual(
                [(len(line["text"]), line.get("cut")) for line in self.lines],
                [(LINE_CHARACTERS_MAX, True), (4, None)],
            )

    def test_the_ring_is_bounded_and_tells_up_to_where_lines_are_gone(self):
        ring = self.ring([], bytes_max=10_000)
        for number in range(1000):
            ring.feed("stdout", b"line %d\n" % number)
        kept = ring.lines_after(0)
        self.assertLess(len(kept), 40)
        self.assertEqual(kept[-1]["text"], "line 999")
        self.assertEqual(ring.dropped_until, kept[0]["sequence"] - 1)

    def test_characters_split_over_chunks_stay_whole(self):
        ring = self.ring([])
        for byte in "grün €\n".encode():
            ring.feed("stdout", bytes([byte]))
        self.assertEqual(self.text(), "grün €")

    def test_carriage_returns_at_the_line_end_go(self):
        ring = self.ring([])
        ring.feed("stderr", b"one\r\ntwo\n")
        self.assertEqual(self.text(), "one\ntwo")


if __name__ == "__main__":
    unittest.main()
