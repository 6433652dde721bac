"""What may be imported before the fork: tried on modules that do what must not be shared."""

import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.prefork import preload  # noqa: E402
from modkeep_runtime.prefork.reads import noted  # noqa: E402

MODULES = {
    "fit": "VALUE = 1",
    "fit_too": "import os, fit\nVALUE = os.environ.get('SOME_NAME')",
    "home": "import os\nPLACE = os.path.expanduser('~/.settings')",
    "all_names": "import os\nCOPY = dict(os.environ)",
    "thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "file": "import os\nOPEN = open(os.devnull)",
    "process": "import subprocess\nCHILD = subprocess.Popen(['sleep', '60'])",
    "broken": "raise RuntimeError('broken')",
    "leaves": "raise SystemExit(1)",
    "after": "VALUE = 2",
    "crash": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "after_the_crash": "VALUE = 3",
}


class Preload(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name, text in MODULES.items():
            with open(os.path.join(self.folder.name, name + ".py"), "w") as file:
                file.write(text)
        sys.path.insert(0, self.folder.name)
        self.addCleanup(sys.path.remove, self.folder.name)

    def test_only_what_can_be_shared_is_fit(self):
        self.assertEqual(preload._try(list(MODULES)), ["fit", "fit_too", "after"])
        self.assertNotIn("fit", sys.modules)

    def test_what_the_kept_ones_read_is_told(self):
        told = preload.more(["fit_too", "home", "nowhere"])
        self.assertIn("SOME_NAME", told["reads"])
        self.assertNotIn("HOME", told["reads"])
        self.assertIn("fit_too", sys.modules)
        self.assertNotIn("home", sys.modules)
        self.assertIsNone(told["trouble"])

    def test_every_way_to_read_a_name_is_noted_and_nothing_else_changes(self):
        names = set()
        with noted(names):
            self.assertIsNone(os.getenv("READ_BY_GETENV"))
            self.assertFalse("READ_BY_IN" in os.environ)
            self.assertRaises(KeyError, lambda: os.environ["READ_BY_KEY"])
            os.environ.get("READ_BY_GET")
            os.environ["WRITTEN"] = "1"
        self.assertEqual(names, {"READ_BY_GETENV", "READ_BY_IN", "READ_BY_KEY", "READ_BY_GET"})
        self.assertEqual(os.environ.pop("WRITTEN"), "1")
        for look in (list, dict, lambda each: each.copy(), lambda each: each.items() and list(each.items())):
            names.clear()
            with noted(names):
                look(os.environ)
            self.assertIn("*", names)
        names.clear()
        os.environ.get("AFTERWARDS")
        self.assertEqual(names, set())


if __name__ == "__main__":
    unittest.main()
