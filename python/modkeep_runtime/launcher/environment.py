"""Keeps `os.environ` in line with the document: exported values are set, changed ones change, removed ones
give way to what was there before.

As in Streamlit, a new revision sets every name it holds, also one that the module assigned itself; a name
that leaves the document is left alone when the module has assigned it meanwhile. Nothing is ever missing in
between: only what differs is touched.
"""

import os


class ExportedEnvironment:
    def __init__(self):
        self._exported = {}
        # What a name held before its first export: it comes back when the document no longer has the name.
        self._before = {}

    def follow(self, wanted):
        for name, text in wanted.items():
            if name not in self._exported:
                self._before[name] = os.environ.get(name)
            if os.environ.get(name) != text:
                os.environ[name] = text
        for name in [each for each in self._exported if each not in wanted]:
            before = self._before.pop(name)
            if os.environ.get(name) != self._exported[name]:
                continue
            if before is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = before
        self._exported = dict(wanted)
