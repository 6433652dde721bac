"""A keeper for tests that leaves layers of isolation out: `--without NAME,NAME`. `prefork` leaves out
pre-forked interpreters. Only those who show that each layer is needed start this one.

What would stand in the way of showing it is put aside: folders in `--reach` are there for every user, and the
keeper has a session keyring, like one that a person starts.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.join(ROOT, "python"))

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from modkeep_runtime.isolation import kernel  # noqa: E402
from modkeep_runtime.keeper.run import run  # noqa: E402
from uncovered import uncover  # noqa: E402

arguments = dict(zip(sys.argv[1::2], sys.argv[2::2]))
without = [name for name in arguments.get("--without", "").split(",") if name]
if "view" in without:
    uncover(arguments["--reach"].split(":"), 65534)
kernel.join_new_session_keyring()
sys.exit(run(arguments["--socket"], arguments["--data"], without))
