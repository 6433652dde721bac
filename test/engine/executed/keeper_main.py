"""The keeper without pre-forked interpreters: every module is executed."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from modkeep_runtime.keeper.run import run  # noqa: E402

arguments = dict(zip(sys.argv[1::2], sys.argv[2::2]))
sys.exit(run(arguments["--socket"], arguments["--data"], ["prefork"]))
