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
# Of one environment's names: they travel in one packet.
NAMES_CHARACTERS_MAX = 80_000
# Of those that are asked for on their own account: builds and starts are more urgent.
PAUSE_S = 2.0
# One that ends by itself may have a reason that stays.
AGAIN_S = 60.0
# One that alone is over the budget will be so again.
TOO_LARGE_S = 3600.0
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
        # Those that fork, and those that are still being made: the first of an environment, or the successor of one
        # that knows less. Until it is ready the older one goes on.
        self._ready, self._coming = {}, {}
        self._not_before, self.is_possible = {}, False
        self._learned = _read(path)

    def find(self, spec):
        """One that can fork this module now, or None."""
        nursery = self._ready.get(key_of(spec))
        if nursery is None:
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
        if key in self._coming:
            self._coming[key].on_made.append(on_made)
        elif key in self._ready:
            on_made(True)
        elif self._not_before.get(key, 0) > self._loop.now() or not self._has_room(spec):
            on_made(False)
        else:
            self._not_before[key] = self._loop.now() + AGAIN_S
            self._begin(spec)
            self._coming[key].on_made.append(on_made)

    def learn(self, spec, names):
        """A module of this environment has imported these."""
        key = key_of(spec)
        known = self._learned.setdefault(key, [])
        seen, size = set(known), sum(map(len, known))
        for name in names:
            if not isinstance(name, str) or name in seen or size + len(name) > NAMES_CHARACTERS_MAX:
                continue
            known.append(name)
            size += len(name)
        if len(known) > len(seen):
            self._write()
            self._loop.later(PAUSE_S, lambda: self._renew(key))

    def release(self, environment):
        """It is about to be removed."""
        for all_ in (self._ready, self._coming):
            for key, nursery in list(all_.items()):
                if nursery.spec.get("environmentId") == environment:
                    nursery.end()
                    self._learned.pop(key, None)
        self._write()

    def has_ended(self, pid):
        for nursery in self._every():
            if nursery.pid == pid:
                nursery.end()
                return True
        return False

    def _every(self):
        return [*self._ready.values(), *self._coming.values()]

    def _has_room(self, spec):
        return self.is_possible and os.access(spec["python"], os.X_OK) and len(self._every()) < AT_ONCE_MAX

    def _begin(self, spec):
        user = None
        if self._is_root:
            taken = {nursery.user["uid"] for nursery in self._every()}
            number = next(each for each in range(FIRST_USER, FIRST_USER + AT_ONCE_MAX) if each not in taken)
            user = {"uid": number, "gid": number}
        spec = environment_of(spec)
        learned = list(self._learned.get(key_of(spec), ()))
        self._coming[key_of(spec)] = Nursery(self._loop, self._mason, spec, user, learned, self._on_change)

    def _renew(self, key):
        current = self._ready.get(key)
        knows_less = current is not None and len(current.learned) < len(self._learned.get(key, ()))
        if knows_less and key not in self._coming and self._has_room(current.spec):
            self._begin(current.spec)

    def _on_change(self, nursery):
        key = key_of(nursery.spec)
        if nursery.state == "gone":
            for all_ in (self._ready, self._coming):
                if all_.get(key) is nursery:
                    del all_[key]
            nursery.is_made(False)
        elif nursery.state == "ready":
            before = self._ready.get(key)
            self._ready[key] = self._coming.pop(key)
            if before:
                before.retire()
            self._keep_within_budget(nursery)
            nursery.is_made(nursery.state == "ready")
            self._renew(key)

    def _keep_within_budget(self, newest):
        budget = min(_memory_bytes() // BUDGET_SHARE, BUDGET_BYTES_MAX)
        by_use = sorted(self._every(), key=lambda each: (each is newest, each.used_at))
        while by_use and sum(map(_bytes_of, by_use)) > budget:
            if by_use[0] is newest:
                self._not_before[key_of(newest.spec)] = self._loop.now() + TOO_LARGE_S
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
