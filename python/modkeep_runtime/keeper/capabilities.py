"""What the keeper can do on this machine, and in plain words what it cannot."""

import functools
import os

from . import kernel


@functools.lru_cache(maxsize=None)
def look():
    is_root = os.geteuid() == 0
    namespaces, why = _namespaces()
    missing = []
    if not is_root:
        missing.append(
            "users: the server is not root, so all modules run as its own user and can read each other's files"
        )
    if not namespaces:
        missing.append("namespaces: a process cannot get its own view of closed folders (%s)" % why)
    missing.append(
        "cgroups: memory, processes and CPU shares are watched by the keeper instead of limited by the kernel"
    )
    return {"users": is_root, "namespaces": namespaces, "cgroups": False}, missing


def _namespaces():
    """Tried in a child: the keeper's own view must not change."""
    pid = os.fork()
    if pid == 0:
        try:
            kernel.unshare(kernel.CLONE_NEWNS)
            kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
        except OSError as error:
            os._exit(min(error.errno or 255, 255))
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    code = os.WEXITSTATUS(status)
    return code == 0, os.strerror(code) if code else ""
