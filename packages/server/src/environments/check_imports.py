"""Imports each module named on standard input and tells, line by line as JSON, which begin and how each ends.

A line is told before its import, so that one that kills the interpreter is known. What the modules print goes to standard error.
"""

import importlib
import json
import os
import sys
import traceback

told = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)


def tell(**line):
    told.write(json.dumps(line) + "\n")


for name in json.load(sys.stdin):
    tell(module=name, state="begun")
    try:
        importlib.import_module(name)
        tell(module=name, state="done")
    except BaseException as error:
        tell(
            module=name,
            state="failed",
            kind=type(error).__name__,
            missing=(error.name or "") if isinstance(error, ModuleNotFoundError) else "",
            message=str(error)[:2000],
        )
        traceback.print_exc()
told.flush()
os._exit(0)
