"""Notes which environment names are read while something is imported: what was read then is in the imported
code for good, so a module that brings another value needs an import of its own.
"""

import os
from contextlib import contextmanager

# A look at all of them.
ALL = "*"


@contextmanager
def noted(names):
    """`names`: a set that grows."""
    original = type(os.environ)

    class Noting(original):
        def __getitem__(self, name):
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            names.add(name)
            return super().__contains__(name)

        def __iter__(self):
            names.add(ALL)
            return super().__iter__()

        def copy(self):
            names.add(ALL)
            return dict(super().items())

    os.environ.__class__ = Noting
    try:
        yield
    finally:
        os.environ.__class__ = original
