"""Which credentials and identifiers a module gets from its environment and from a visitor's query.

The twin of packages/contract/src/auth/resolve-auth.ts, held to the same `cases.json`. A query parameter that
says where to send credentials counts only when the same query brings exactly the credential that would be
sent there, once and not blank: a link must never send the author's credential to a host of its own choice.
Pure: nothing is read or changed but the arguments.
"""

import re
from urllib.parse import parse_qsl, urlencode

# Written out, because the built-in notions of white space of the two languages differ.
_BLANK = re.compile(
    "[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]*"
)


def resolve_auth(environment, query, rules):
    """`values` (name -> (value, "environment" | "query")), `hidden` environment names, `dropped` query names,
    `problems`.
    """
    kept, dropped = judge(pairs_of(query), rules)
    given = dict(kept)
    values = {}
    for field in rules["fields"]:
        if field["query"] in given:
            values[field["name"]] = (given[field["query"]], "query")
        elif not is_blank(environment.get(field["env"]) or ""):
            values[field["name"]] = (environment[field["env"]], "environment")
    hidden = hidden_names(given, rules)
    for field in rules["fields"]:
        if field["env"] in hidden and values.get(field["name"], ("", "query"))[1] == "environment":
            del values[field["name"]]
    return {"values": values, "hidden": hidden, "dropped": dropped, "problems": _problems(values, rules)}


def hidden_names(given, rules):
    """Environment names that a run with these query parameters must not see: the query brought another
    credential of their group.
    """
    hidden = []
    for group in rules["exactlyOne"]:
        members = [field for field in rules["fields"] if field["name"] in group]
        if any(field["query"] in given for field in members):
            hidden += [field["env"] for field in members if field["query"] not in given]
    return hidden


def filter_query(query, rules):
    """The query as a module may see it. One that needs no change comes back as it is."""
    pairs = pairs_of(query)
    kept = judge(pairs, rules)[0]
    return query if len(kept) == len(pairs) else urlencode(kept)


def pairs_of(query):
    # The very function Streamlit reads the query with.
    return parse_qsl(query, keep_blank_values=True)


def judge(pairs, rules):
    """(pairs that a module may see, sorted names of endpoints that were refused)."""
    by_query = {field["query"]: field for field in rules["fields"]}
    query_of = {field["name"]: field["query"] for field in rules["fields"]}

    def is_unlocked(field):
        names = {query_of.get(name) for name in field.get("of") or ()}
        brought = [value for name, value in pairs if name in names]
        return len(brought) == 1 and not is_blank(brought[0])

    last_place = {name: place for place, (name, value) in enumerate(pairs) if not is_blank(value)}
    kept, dropped = [], set()
    for place, (name, value) in enumerate(pairs):
        field = by_query.get(name)
        if field is None:
            kept.append((name, value))
        elif field["kind"] == "endpoint" and not is_unlocked(field):
            dropped.add(name)
        elif last_place.get(name) == place:
            kept.append((name, value))
    return kept, sorted(dropped)


def is_blank(text):
    return _BLANK.fullmatch(text) is not None


def _problems(values, rules):
    problems = [{"code": "missing", "fields": [name]} for name in rules["required"] if name not in values]
    for group in rules["exactlyOne"]:
        found = [name for name in group if name in values]
        if not found:
            problems.append({"code": "missing", "fields": list(group)})
        elif len(found) > 1:
            problems.append({"code": "ambiguous", "fields": found})
    return problems
