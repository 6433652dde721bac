"""The pre-forked interpreters of this machine: one per environment, made ready before they are needed, within
a budget of memory. The one that was used longest ago goes first; without one a module starts the cold way,
with the same result.

What modules of an environment import at their first run is learned and kept, so that the next interpreter has
it from the beginning. A module whose own environment names were read by those imports is never forked from
it.
"""

import json
import os

from . import proc
from .nursery import Nursery

BUDGET_SHARE, BUDGET_BYTES_MAX = 4, 2 << 30
AT_ONCE_MAX = 32
MODULES_MAX = 4000
# Of those that are asked for on their own account: builds and starts are more urgent.
PAUSE_S = 2.0
# One that ends by itself may have a reason that stays.
AGAIN_S = 60.0
FIRST_USER = 64910
# Read by libraries from C, past `os.environ`.
FROM_C = (
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "ARROW_",
    "GOMP_",
    "KMP_",
    "NUMEXPR_",
    "BLIS_",
    "LD_",
    "PYTHON",
    "MALLOC_",
    "GLIBC_",
)


class Nurseries:
    def __init__(self, loop, mason, path, is_root):
        """`path`: the file that keeps what was learned."""
        self._loop, self._mason, self._path, self._is_root = loop, mason, path, is_root
        self._all, self._not_before, self.is_possible = {}, {}, False
        self._names = {}
        self._learned = _read(path)

    def find(self, spec):
        """One that can fork this module now, or None."""
        nursery = self._all.get(key_of(spec))
        if nursery is None or nursery.state != "ready":
            return None
        block = {**spec["document"]["environment"], **(spec.get("environment") or {})}
        names = set(block) - {"TMPDIR"}
        if names & nursery.reads or any(name.startswith(FROM_C) for name in names):
            return None
        return nursery

    def want(self, spec):
        """Has one made, in a moment."""
        self._loop.later(PAUSE_S, lambda: self.make(spec))

    def make(self, spec, on_made=lambda is_ready: None):
        """Has one made now, if there is none and nothing speaks against it. `on_made`: once it is ready, or
        will not be.
        """
        key = key_of(spec)
        self._names[key] = spec.get("environmentId")
        there = self._all.get(key)
        if there is not None:
            if there.state == "ready":
                on_made(True)
            else:
                there.on_made.append(on_made)
            return
        is_early = self._not_before.get(key, 0) > self._loop.now()
        if (
            is_early
            or not self.is_possible
            or not os.access(spec["python"], os.X_OK)
            or len(self._all) >= AT_ONCE_MAX
        ):
            on_made(False)
            return
        taken = {nursery.user["uid"] for nursery in self._all.values()} if self._is_root else ()
        number = next(each for each in range(FIRST_USER, FIRST_USER + AT_ONCE_MAX + 1) if each not in taken)
        user = {"uid": number, "gid": number} if self._is_root else None
        self._not_before[key] = self._loop.now() + AGAIN_S

        def on_change(nursery):
            self._on_change(key, nursery)

        self._all[key] = Nursery(self._loop, self._mason, spec, user, on_change)
        self._all[key].on_made.append(on_made)

    def learn(self, spec, names):
        """A module of this environment has imported these."""
        key = key_of(spec)
        known = self._learned.setdefault(key, [])
        seen = set(known)
        fresh = [name for name in names if isinstance(name, str) and len(name) < 200 and name not in seen]
        if not fresh or len(known) >= MODULES_MAX:
            return
        known.extend(fresh[: MODULES_MAX - len(known)])
        self._write()
        nursery = self._all.get(key)
        if nursery is not None and nursery.state == "ready":
            nursery.learn(fresh)

    def release(self, environment):
        """It is about to be removed."""
        gone = [key for key in {*self._all, *self._learned} if self._names.get(key) == environment]
        for key in gone:
            if key in self._all:
                self._all[key].end()
            self._learned.pop(key, None)
            del self._names[key]
        if gone:
            self._write()

    def has_ended(self, pid):
        for nursery in list(self._all.values()):
            if nursery.pid == pid:
                nursery.end()
                return True
        return False

    def end(self):
        for nursery in list(self._all.values()):
            nursery.end()

    def _on_change(self, key, nursery):
        if nursery.state == "gone":
            if self._all.get(key) is nursery:
                del self._all[key]
            nursery.is_made(False)
            return
        self._keep_within_budget(nursery)
        learned = self._learned.get(key)
        if learned and nursery.state == "ready" and not nursery.has_learned:
            nursery.has_learned = True
            nursery.learn(learned)
        if nursery.state == "ready":
            nursery.is_made(True)

    def _keep_within_budget(self, newest):
        budget = min(_memory_bytes() // BUDGET_SHARE, BUDGET_BYTES_MAX)
        by_use = sorted(self._all.values(), key=lambda each: (each is newest, each.used_at))
        while by_use and sum(map(_bytes_of, by_use)) > budget:
            by_use.pop(0).end()

    def _write(self):
        kept = [[*key, names] for key, names in self._learned.items() if os.path.exists(key[0])]
        new = self._path + ".new"
        with open(new, "w") as file:
            json.dump(kept, file)
        os.replace(new, self._path)


def environment_of(spec):
    """What of a start message says in which environment it runs."""
    return {name: spec[name] for name in ("python", "runtime", "reach", "environmentId") if name in spec}


def key_of(spec):
    return (spec["python"], spec["runtime"])


def _read(path):
    try:
        with open(path) as file:
            return {(python, runtime): list(names) for python, runtime, names in json.load(file)}
    except (OSError, ValueError, TypeError):
        return {}


def _bytes_of(nursery):
    return proc.proportional_bytes(nursery.pid) or proc.resident_bytes(nursery.pid) if nursery.pid else 0


def _memory_bytes():
    return os.sysconf("SC_PHYS_PAGES") * proc.PAGE_BYTES
