"""What a session brings along from page to page, and what lies under it."""

import json
import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from modkeep_runtime.auth import pairs_of  # noqa: E402
from modkeep_runtime.guard import QueryGuard, Visit  # noqa: E402

with open(os.path.join(ROOT, "packages/contract/src/auth/cases.json"), encoding="utf-8") as file:
    CLARIFAI = json.load(file)["clarifai"]


class Session:
    def __init__(self, launch=None, rules=CLARIFAI, install=None):
        self.guard, self.visit = QueryGuard(rules, {"launch": launch or {}, "install": install}), Visit()

    def sees(self, query, new_page=False):
        return dict(pairs_of(self.guard.enter(query, self.visit, new_page)))


class Launch(unittest.TestCase):
    def test_the_launch_query_lies_under_the_visitors_own(self):
        session = Session({"user_id": "owner", "app_id": "app"}, install="ins_1")
        self.assertEqual(session.sees(""), {"user_id": "owner", "app_id": "app", "imv_id": "ins_1"})
        self.assertEqual(
            session.sees("user_id=visitor"), {"user_id": "visitor", "app_id": "app", "imv_id": "ins_1"}
        )
        self.assertEqual(session.sees("user_id=")["user_id"], "owner")

    def test_imv_id_lies_under_the_launch_query(self):
        self.assertEqual(Session({"imv_id": "other"}, install="ins_1").sees("")["imv_id"], "other")

    def test_credentials_and_endpoints_in_a_launch_query_are_not_laid(self):
        session = Session({"pat": "p", "base": "http://evil.example", "user_id": "u"})
        self.assertEqual(session.sees(""), {"user_id": "u"})

    def test_without_rules_the_launch_query_is_laid_and_nothing_is_judged(self):
        session = Session({"user_id": "u"}, rules=None, install="ins_1")
        self.assertEqual(
            session.sees("base=b&pat="), {"base": "b", "pat": "", "user_id": "u", "imv_id": "ins_1"}
        )

    def test_a_query_that_needs_nothing_comes_back_character_by_character(self):
        guard = QueryGuard(CLARIFAI, {"launch": {}, "install": None})
        self.assertEqual(guard.enter("q=%7e*+a", Visit(), False), "q=%7e*+a")


class Pages(unittest.TestCase):
    def test_a_visitors_credential_survives_page_changes(self):
        session = Session()
        session.sees("pat=visitor&user_id=v&q=1")
        self.assertEqual(session.sees("", new_page=True), {"pat": "visitor", "user_id": "v"})
        self.assertEqual(session.sees(""), {"pat": "visitor", "user_id": "v"})
        self.assertEqual(session.sees("q=2", new_page=True), {"q": "2", "pat": "visitor", "user_id": "v"})

    def test_another_sessions_credential_is_never_seen(self):
        guard = QueryGuard(CLARIFAI, {})
        one, two = Visit(), Visit()
        guard.enter("pat=one", one, False)
        self.assertEqual(guard.enter("", two, True), "")

    def test_what_the_module_removes_on_a_page_stays_removed(self):
        session = Session()
        session.sees("pat=visitor")
        self.assertEqual(session.sees(""), {})
        self.assertEqual(session.sees("", new_page=True), {})

    def test_endpoint_and_credential_survive_together(self):
        session = Session()
        session.sees("base=https://own.example&pat=visitor")
        self.assertEqual(session.sees("", new_page=True), {"base": "https://own.example", "pat": "visitor"})

    def test_a_new_credential_gets_nothing_of_the_old_endpoint(self):
        session = Session()
        session.sees("base=http://evil.example&pat=attackers")
        self.assertEqual(session.sees("token=mine", new_page=True), {"token": "mine"})

    def test_an_endpoint_alone_does_not_use_the_remembered_credential(self):
        session = Session()
        session.sees("pat=visitor")
        self.assertEqual(session.sees("base=http://evil.example", new_page=True), {"pat": "visitor"})

    def test_a_blank_credential_does_not_free_the_old_endpoint(self):
        session = Session()
        session.sees("base=http://evil.example&pat=attackers")
        self.assertEqual(
            session.sees("pat=", new_page=True), {"base": "http://evil.example", "pat": "attackers"}
        )

    def test_no_sequence_of_pages_shows_an_endpoint_without_exactly_one_credential(self):
        parts = [
            "",
            "pat=a",
            "pat=",
            "token=t",
            "base=http://evil.example",
            "base=x&pat=b",
            "base=x&token=u",
            "pat=a&token=t",
            "pat=a&pat=b",
        ]
        for first in parts:
            for second in parts:
                for third in parts:
                    session = Session({"user_id": "u"})
                    for query in (first, second, third):
                        seen = session.sees(query, new_page=True)
                        if "base" in seen:
                            self.assertEqual(len({"pat", "token"} & set(seen)), 1, (first, second, third))


class Hidden(unittest.TestCase):
    def test_only_the_other_credential_of_the_group_is_hidden(self):
        guard = QueryGuard(CLARIFAI, {})
        self.assertEqual(guard.hidden("pat=x"), {"CLARIFAI_SESSION_TOKEN"})
        self.assertEqual(guard.hidden("token=x"), {"CLARIFAI_PAT"})
        self.assertEqual(guard.hidden("user_id=x"), set())
        self.assertEqual(guard.hidden("pat="), set())
        self.assertEqual(guard.hideable, {"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN"})


if __name__ == "__main__":
    unittest.main()
