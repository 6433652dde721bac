"""The Python twin of resolve-auth.ts, held to the same table of cases."""

import json
import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from modkeep_runtime import auth  # noqa: E402

with open(os.path.join(ROOT, "packages/contract/src/auth/cases.json"), encoding="utf-8") as file:
    TABLE = json.load(file)
CASES, CLARIFAI = TABLE["cases"], TABLE["clarifai"]


class SharedCases(unittest.TestCase):
    def test_every_shared_case_gives_the_same_answer_as_in_typescript(self):
        for case in CASES:
            rules = CLARIFAI if case["rules"] == "clarifai" else case["rules"]
            with self.subTest(case["title"]):
                found = auth.resolve_auth(case["environment"], case["query"], rules)
                self.assertEqual(
                    {name: list(value) for name, value in found["values"].items()}, case["values"]
                )
                self.assertEqual(found["hidden"], case["hidden"])
                self.assertEqual(found["dropped"], case["dropped"])
                self.assertEqual(found["problems"], case["problems"])
                filtered = auth.filter_query(case["query"], rules)
                self.assertEqual([list(pair) for pair in auth.pairs_of(filtered)], case["filtered"])
                self.assertEqual(auth.filter_query(filtered, rules), filtered)

    def test_a_query_that_needs_no_change_comes_back_character_by_character(self):
        query = "q=%7e*+a&page=1&page=2&pat=x&base=https://own.example/"
        self.assertEqual(auth.filter_query(query, CLARIFAI), query)


if __name__ == "__main__":
    unittest.main()
