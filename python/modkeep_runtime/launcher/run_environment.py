"""Hides environment names from single script runs: a visitor's credential displaces the author's other one
for that run only.

`os.environ` stays the object that everybody holds, and the process keeps the value, because other visitors'
runs share it. Hidden is what a run's own threads read through `os.environ` and `os.getenv`. A program that
the module starts, and a thread without the run's context, see the process's environment as it is.
"""

import os

from .internals import run_context

HIDDEN = "_modkeep_hidden"


def hide_per_run(Context, hidden_for, hideable):
    """`hidden_for(query)` names what a run must not see; only names in `hideable` are ever looked at."""
    original_reset = Context.reset

    def reset(context, *arguments, **named):
        result = original_reset(context, *arguments, **named)
        # Fixed for the run: a module that clears its query afterwards does not bring the hidden name back
        # half-way.
        context.__dict__[HIDDEN] = hidden_for(context.query_string or "")
        return result

    Context.reset = reset

    class RunEnvironment(type(os.environ)):
        def __getitem__(self, name):
            if name in hideable and is_hidden(name):
                raise KeyError(name)
            return super().__getitem__(name)

        def __iter__(self):
            return (name for name in super().__iter__() if not (name in hideable and is_hidden(name)))

        def __len__(self):
            return sum(1 for _ in self)

    os.environ.__class__ = RunEnvironment


def is_hidden(name):
    context = run_context()
    return context is not None and name in context.__dict__.get(HIDDEN, ())
