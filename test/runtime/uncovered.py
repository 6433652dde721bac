"""Lets every user read folders that lie below closed ones, in this process's own view of the files.

The topmost closed folder above each is covered by an empty one that holds just these.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "python"))

from modkeep_runtime.isolation import kernel  # noqa: E402


def uncover(paths, uid):
    covers = plan([ROOT, *paths], uid, uid)
    if covers:
        apply(covers)


def plan(paths, uid, gid):
    """Closed folder -> needed paths below it. Empty: everything can be reached as it is."""
    covers = {}
    for path in _outermost(paths):
        closed = _topmost_closed(path, uid, gid)
        if closed is not None:
            covers.setdefault(closed, []).append(path)
    return covers


def apply(covers):
    """In the child, as root, before the user id is given up."""
    # What is made here must be open to the process's own user.
    umask = os.umask(0o022)
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    sources = {}
    for needed in covers.values():
        for path in needed:
            # Held open, in the new namespace: once the folder is covered, the path no longer leads there.
            sources[path] = os.open(path, os.O_PATH)
    for folder, needed in covers.items():
        kernel.mount("modkeep", folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=1m")
        for path in needed:
            source = "/proc/self/fd/%d" % sources[path]
            if os.path.isdir(source):
                os.makedirs(path, mode=0o755, exist_ok=True)
            else:
                os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o644))
            kernel.mount(source, path, None, kernel.MS_BIND | kernel.MS_REC)
            os.close(sources[path])
        flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
        kernel.mount(None, folder, None, flags)
    os.umask(umask)


def _outermost(paths):
    wanted = set()
    for path in paths:
        absolute = os.path.normpath(path)
        wanted.update((absolute, os.path.realpath(absolute)))
    kept = []
    for path in sorted(each for each in wanted if os.path.exists(each)):
        if not any(path == outer or path.startswith(outer.rstrip("/") + "/") for outer in kept):
            kept.append(path)
    return kept


def _topmost_closed(path, uid, gid):
    folder = "/"
    for name in path.strip("/").split("/")[:-1]:
        folder = os.path.join(folder, name)
        if os.path.islink(folder):
            continue
        state = os.stat(folder)
        if state.st_uid == uid:
            open_to = state.st_mode & 0o100
        elif state.st_gid == gid:
            open_to = state.st_mode & 0o010
        else:
            open_to = state.st_mode & 0o001
        if not open_to:
            return folder
    return None
