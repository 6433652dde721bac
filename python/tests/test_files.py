"""The working copy, the secrets file, the exported environment and the view of closed folders."""

import os
import stat
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper import working_copy  # noqa: E402
from modkeep_runtime.launcher.environment import ExportedEnvironment  # noqa: E402
from modkeep_runtime.launcher.secrets_file import SecretsFile  # noqa: E402
from modkeep_runtime.launcher.settings import flags  # noqa: E402


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = os.path.realpath(temporary.name)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, *names):
        os.makedirs(os.path.dirname(self.path(*names)), exist_ok=True)
        with open(self.path(*names), "w") as file:
            file.write("repository")


class WorkingCopy(Folder):
    def link(self, directory="", entrypoint="app.py"):
        working_copy.link_secrets(self.path("copy"), directory, entrypoint, "/elsewhere/secrets.toml")

    def test_the_repositorys_own_files_go_at_every_place_and_one_link_stands(self):
        for place in ("copy", "copy/sub", "copy/sub/pages"):
            self.write(place, ".streamlit", "secrets.toml")
        self.write("copy", "sub", ".streamlit", "config.toml")
        self.link("sub", "pages/app.py")
        self.assertEqual(
            os.readlink(self.path("copy/sub/.streamlit/secrets.toml")), "/elsewhere/secrets.toml"
        )
        self.assertFalse(os.path.lexists(self.path("copy/.streamlit/secrets.toml")))
        self.assertFalse(os.path.lexists(self.path("copy/sub/pages/.streamlit/secrets.toml")))
        self.assertTrue(os.path.exists(self.path("copy/sub/.streamlit/config.toml")))

    def test_a_settings_folder_that_leads_out_of_the_copy_is_replaced_not_followed(self):
        self.write("outside", "secrets.toml")
        self.write("copy", "app.py")
        os.symlink(self.path("outside"), self.path("copy/.streamlit"))
        self.link()
        self.assertTrue(os.path.exists(self.path("outside/secrets.toml")))
        self.assertFalse(os.path.islink(self.path("copy/.streamlit")))
        self.assertTrue(os.path.islink(self.path("copy/.streamlit/secrets.toml")))

    def test_a_settings_folder_linked_inside_the_copy_keeps_its_config(self):
        self.write("copy", "shared", "config.toml")
        self.write("copy", "shared", "secrets.toml")
        os.symlink("shared", self.path("copy/.streamlit"))
        self.link()
        self.assertTrue(os.path.exists(self.path("copy/.streamlit/config.toml")))
        self.assertEqual(os.readlink(self.path("copy/.streamlit/secrets.toml")), "/elsewhere/secrets.toml")

    def test_a_secrets_folder_and_a_settings_file_give_way(self):
        self.write("copy", ".streamlit", "secrets.toml", "inner")
        self.link()
        self.assertTrue(os.path.islink(self.path("copy/.streamlit/secrets.toml")))
        self.write("copy2", ".streamlit")
        working_copy.link_secrets(self.path("copy2"), "", "app.py", "/elsewhere")
        self.assertTrue(os.path.islink(self.path("copy2/.streamlit/secrets.toml")))

    def test_a_directory_or_entry_point_outside_is_refused(self):
        self.write("copy", "app.py")
        os.symlink(self.folder, self.path("copy/out"))
        for directory, entrypoint in (
            ("../", "app.py"),
            ("out", "app.py"),
            ("", "../x/app.py"),
            ("", "out/app.py"),
            ("/etc", "x"),
        ):
            with self.assertRaises(working_copy.OutsideWorkingCopy):
                self.link(directory, entrypoint)


class Secrets(Folder):
    def test_each_write_is_whole_private_and_strictly_newer(self):
        file = SecretsFile(self.path("secrets.toml"))
        times = []
        for number in range(50):
            file.write("A = %d\n" % number)
            state = os.stat(file.path)
            times.append(state.st_mtime_ns)
            self.assertEqual(stat.S_IMODE(state.st_mode), 0o400)
        self.assertEqual(times, sorted(set(times)))
        self.assertEqual(file.read(), b"A = 49\n")
        self.assertEqual(os.listdir(self.folder), ["secrets.toml"])

    def test_a_file_from_the_future_is_outrun(self):
        self.write("secrets.toml")
        os.utime(self.path("secrets.toml"), (4e9, 4e9))
        SecretsFile(self.path("secrets.toml")).write("")
        self.assertGreater(os.stat(self.path("secrets.toml")).st_mtime, 4e9)


class Environment(unittest.TestCase):
    def setUp(self):
        for name in ("T_A", "T_B"):
            os.environ.pop(name, None)
            self.addCleanup(os.environ.pop, name, None)

    def test_what_was_there_before_comes_back(self):
        os.environ["T_A"] = "before"
        exported = ExportedEnvironment()
        exported.follow({"T_A": "1", "T_B": "2"})
        exported.follow({"T_A": "3"})
        self.assertEqual((os.environ["T_A"], os.environ.get("T_B")), ("3", None))
        exported.follow({})
        self.assertEqual(os.environ["T_A"], "before")

    def test_a_removed_name_that_the_module_assigned_itself_is_left_alone(self):
        exported = ExportedEnvironment()
        exported.follow({"T_A": "1"})
        os.environ["T_A"] = "the module's"
        exported.follow({})
        self.assertEqual(os.environ["T_A"], "the module's")

    def test_a_new_revision_sets_every_name_it_holds_as_streamlit_does(self):
        exported = ExportedEnvironment()
        exported.follow({"T_A": "1"})
        os.environ["T_A"] = "the module's"
        exported.follow({"T_A": "1", "T_B": "2"})
        self.assertEqual(os.environ["T_A"], "1")


class Settings(unittest.TestCase):
    def test_only_known_options_are_given_and_owned_ones_cannot_be_changed(self):
        known = {"server.headless", "server.runOnSave", "client.toolbarMode", "secrets.files"}
        given = flags(
            {"options": {"server.runOnSave": True, "client.toolbarMode": "minimal", "no.such": 1}},
            "/s",
            "unix://x",
            known,
        )
        self.assertEqual(
            given,
            {
                "server_headless": True,
                "server_runOnSave": False,
                "client_toolbarMode": "minimal",
                "secrets_files": ["/s"],
            },
        )

    def test_navigation_is_shown_by_the_name_that_the_release_knows(self):
        self.assertEqual(
            flags({"showNavigation": True}, "/s", "x", {"ui.hideSidebarNav"}), {"ui_hideSidebarNav": False}
        )
        known = {"client.showSidebarNavigation"}
        self.assertEqual(
            flags({"showNavigation": True}, "/s", "x", known), {"client_showSidebarNavigation": True}
        )
        self.assertEqual(flags({"showNavigation": None}, "/s", "x", known), {})


if __name__ == "__main__":
    unittest.main()
