"""Remembers which processes run, so that the successor of a killed keeper ends what is left of them. Ids
only, never a value.

The kernel ends the interpreters with their keeper; what they started themselves lives on, in their session or,
as daemons, with their mark in the environment block. A session is ended only if no newer process can have
taken its number: members must have begun after the recorded process.
"""

import json
import os

from . import proc


class Journal:
    def __init__(self, path):
        self._path, self._running = path, {}

    def end_leftovers(self):
        try:
            with open(self._path) as file:
                recorded = json.load(file)
        except (OSError, ValueError):
            return 0
        ended = 0
        for pid, (started, mark) in recorded.items():
            for each in proc.every():
                in_session = each.session == int(pid) and each.started >= started
                if each.pid != os.getpid() and (in_session or proc.has_mark(each.pid, mark.encode())):
                    proc.kill(each.pid)
                    ended += 1
        return ended

    def add(self, pid, mark):
        found = proc.stat(pid)
        if found:
            self._running[str(pid)] = (found.started, mark.decode())
            self._write()

    def remove(self, pid):
        if self._running.pop(str(pid), None) is not None:
            self._write()

    def _write(self):
        new = self._path + ".new"
        with open(new, "w") as file:
            json.dump(self._running, file)
        os.replace(new, self._path)
