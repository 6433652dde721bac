"""Runs a command as an ordinary user, who may read the folders in REACH even where they lie below a closed
one.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from modkeep_runtime.keeper import reach  # noqa: E402

USER = 219_999

covers = reach.plan([ROOT, *os.environ["REACH"].split(":")], USER, USER)
if covers:
    reach.apply(covers)
os.setgroups([])
os.setgid(USER)
os.setuid(USER)
os.execv(sys.argv[1], sys.argv[1:])
