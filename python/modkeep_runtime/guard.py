"""What a script run sees as its query: the visitor's own, judged; under it what the session brought to the
page before; under that the install's launch query; under all `imv_id`.

Newer releases clear the address on a page change. A visitor's `?pat=` must not silently turn into the
author's then, so a session's fields are remembered and laid under the next page's query. A credential and the
endpoints that go with it are remembered as one: a query that brings any part of them anew gets nothing of the
old.
"""

from urllib.parse import urlencode

from .auth import hidden_names, judge, pairs_of

NO_RULES = {"fields": [], "exactlyOne": [], "required": []}
INSTALL = "imv_id"


class Visit:
    """What one session brought along: the fields of its last query, and those carried over to the page it is
    on.
    """

    def __init__(self):
        self.last, self.carried = [], []


class QueryGuard:
    def __init__(self, rules, query):
        self.rules = rules or NO_RULES
        self._bound = _bound_fields(self.rules)
        secret = {field["query"] for field in self.rules["fields"] if field["kind"] != "identifier"}
        launch = [(name, value) for name, value in (query.get("launch") or {}).items() if name not in secret]
        self._remembered = {field["query"] for field in self.rules["fields"]} | {name for name, _ in launch}
        install = query.get("install")
        self._under = lay_under(launch, [(INSTALL, install)] if install else [])

    @property
    def hideable(self):
        """Environment names that a query may ever hide."""
        grouped = {name for group in self.rules["exactlyOne"] for name in group}
        return frozenset(field["env"] for field in self.rules["fields"] if field["name"] in grouped)

    def enter(self, query, visit, is_new_page):
        """The query for the run; the visit remembers it."""
        given = pairs_of(query)
        own = judge(given, self.rules)[0]
        if is_new_page:
            visit.carried = visit.last
        seen = lay_under(own, self._still_valid(visit.carried, own))
        # Judged again as a whole: no mixture of old and new may unlock what neither does alone.
        seen = judge(lay_under(seen, self._under), self.rules)[0]
        visit.last = [(name, value) for name, value in seen if name in self._remembered]
        return query if seen == given else urlencode(seen)

    def hidden(self, query):
        return frozenset(hidden_names(dict(judge(pairs_of(query), self.rules)[0]), self.rules))

    def _still_valid(self, carried, own):
        replaced = set()
        for name, _ in own:
            replaced |= self._bound.get(name, set())
        return [(name, value) for name, value in carried if name not in replaced]


def lay_under(pairs, under):
    names = {name for name, _ in pairs}
    return pairs + [(name, value) for name, value in under if name not in names]


def _bound_fields(rules):
    """Query name -> all query names that belong together with it: a credential, its alternatives, and where
    they are sent.
    """
    query_of = {field["name"]: field["query"] for field in rules["fields"]}
    groups = [{query_of[name] for name in group if name in query_of} for group in rules["exactlyOne"]]
    for field in rules["fields"]:
        if field["kind"] == "endpoint":
            groups.append(
                {field["query"]} | {query_of[name] for name in field.get("of") or () if name in query_of}
            )
    merged = []
    for group in groups:
        apart = [each for each in merged if not each & group]
        merged = apart + [group.union(*(each for each in merged if each & group))]
    return {name: group for group in merged for name in group}
