"""Puts the link to the secrets document into a working copy. The repository's own secrets files never win:
they are taken out.

Runs with the keeper's rights in a folder whose content comes from a stranger, so no step follows a link that
leaves the working copy.
"""

import os
import shutil


class OutsideWorkingCopy(Exception):
    pass


def link_secrets(root, directory, entrypoint, target):
    """Afterwards `<directory>/.streamlit/secrets.toml` leads to `target`, and no other place that Streamlit
    looks at holds one.
    """
    root = os.path.realpath(root)
    working = _inside(root, os.path.join(root, directory))
    script_folder = _inside(root, os.path.dirname(os.path.join(working, entrypoint)))
    for folder in {root, working, script_folder}:
        _remove(os.path.join(_settings_folder(root, folder), "secrets.toml"))
    settings = _settings_folder(root, working)
    if not os.path.isdir(settings):
        _remove(settings)
        os.mkdir(settings, 0o755)
        # The keeper's umask is closed; the module's own user reads here.
        os.chmod(settings, 0o755)
    os.symlink(target, os.path.join(settings, "secrets.toml"))


def _settings_folder(root, folder):
    settings = os.path.join(folder, ".streamlit")
    if os.path.islink(settings) and not _is_inside(root, os.path.realpath(settings)):
        os.unlink(settings)
    return os.path.realpath(settings)


def _remove(path):
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (IsADirectoryError, PermissionError):
        shutil.rmtree(path)


def _inside(root, path):
    real = os.path.realpath(path)
    if not _is_inside(root, real):
        raise OutsideWorkingCopy(path)
    return real


def _is_inside(root, path):
    return path == root or path.startswith(root.rstrip("/") + "/")
