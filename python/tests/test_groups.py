"""Control groups of both versions, on folders that only look like them: what is written where."""

import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.mason.groups import Groups, ran_out  # noqa: E402

LIMITS = {"memoryBytes": 800 << 20, "processes": 64, "cpuPercent": 150}


class Folders(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def read(self, *parts):
        with open(self.path(*parts)) as file:
            return file.read()

    def test_version_2_has_one_folder_with_all_limits(self):
        place = self.path("modkeep-1")
        groups = Groups(2, dict.fromkeys(("memory", "pids", "cpu"), place))
        os.mkdir(place)
        groups.add("prc_1", 4711, LIMITS)
        written = {
            name: self.read("modkeep-1/prc_1", name) for name in os.listdir(self.path("modkeep-1/prc_1"))
        }
        self.assertEqual(
            written,
            {
                "memory.max": str(900 << 20),
                "memory.oom.group": "1",
                "pids.max": "64",
                "cpu.max": "150000 100000",
                "cgroup.procs": "4711",
            },
        )

    def test_version_1_has_one_folder_for_each(self):
        places = {name: self.path(name, "modkeep-1") for name in ("memory", "pids", "cpu")}
        for place in places.values():
            os.makedirs(place)
        Groups(1, places).add("prc_1", 4711, LIMITS)
        self.assertEqual(self.read("memory/modkeep-1/prc_1/memory.limit_in_bytes"), str(900 << 20))
        self.assertEqual(self.read("pids/modkeep-1/prc_1/pids.max"), "64")
        self.assertEqual(self.read("cpu/modkeep-1/prc_1/cpu.cfs_quota_us"), "150000")
        for name in places:
            self.assertEqual(self.read(name, "modkeep-1/prc_1/cgroup.procs"), "4711")

    def test_what_has_no_limit_gets_none(self):
        place = self.path("modkeep-1")
        os.mkdir(place)
        Groups(2, dict.fromkeys(("memory", "pids", "cpu"), place)).add("prc_1", 4711, {})
        self.assertEqual(os.listdir(os.path.join(place, "prc_1")), ["cgroup.procs"])

    def test_an_end_for_want_of_memory_is_seen_in_both_versions(self):
        for text, wanted in (
            ("low 0\noom 1\noom_kill 2\n", True),
            ("low 0\noom 1\noom_kill 0\n", False),
            ("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n", True),
            ("nonsense\n", False),
        ):
            with open(self.path("events"), "w") as file:
                file.write(text)
            self.assertEqual(ran_out(self.path("events")), wanted, text)
        self.assertFalse(ran_out(self.path("missing")))


if __name__ == "__main__":
    unittest.main()
