"""Stands in for the launcher in tests: the real one, with names of Streamlit's inside made unknown, as in a
release that lacks them.
"""

import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../python"))
    from modkeep_runtime.launcher import internals
    from modkeep_runtime.launcher.serve import serve

    find = internals.Internals.__init__

    def find_less(self):
        find(self)
        self.can.update((name, False) for name in os.environ["UNKNOWN_NAMES"].split(","))

    internals.Internals.__init__ = find_less
    serve()
