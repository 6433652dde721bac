"""What is imported before the fork: the launcher, Streamlit and its server; later what modules of this
environment were seen to import.

Each further module is first tried in a child that ends: one that starts a thread, keeps a file open, leaves a
process behind, crashes, or reads where its home is, is not for sharing. Nothing of Streamlit's options or
secrets is asked for: they are read once and kept.
"""

import gc
import importlib
import json
import os
import select
import signal
import sys
import threading
import time

from .reads import ALL, noted

BASE = (
    "modkeep_runtime.launcher.serve",
    "modkeep_runtime.launcher.internals",
    "modkeep_runtime.launcher.query_door",
    "modkeep_runtime.launcher.settings",
    "modkeep_runtime.launcher.sessions",
    "streamlit",
    "streamlit.web.bootstrap",
    "streamlit.web.server",
)
# Imported by Streamlit when it serves or runs its first script; each release has some of them.
LAZY = (
    "tomllib",
    "tomli",
    "toml",
    "streamlit.runtime.scriptrunner.magic",
    "streamlit.runtime.scriptrunner.script_runner",
    "streamlit.watcher.polling_path_watcher",
    "streamlit.web.server.starlette",
    "streamlit.web.server.starlette.starlette_app",
    "streamlit.web.server.starlette.starlette_server",
    "streamlit.web.server.starlette.starlette_websocket",
    "uvicorn",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "starlette.middleware.sessions",
)
# Differ from process to process: whoever reads them at import cannot be shared. Streamlit's own are put right
# after the fork (launcher/internals.py).
PERSONAL = {"HOME", "TMPDIR", "TMP", "TEMP", "PWD", "MODKEEP_PROCESS", ALL}
TRIAL_S = 60
# Starts one thread of its own at import, which no child needs (dataframes, charts and arrow compute ran in 16
# of them).
MAY_START_THREADS = ("pyarrow", "pandas", "streamlit", "altair")

_reads = set()
_environment_before = dict(os.environ)


def written():
    """Environment names that imports have set: whoever imports them has them."""
    return {name: text for name, text in os.environ.items() if _environment_before.get(name) != text}


def base():
    """What the keeper is told: see `_state`."""
    with noted(_reads):
        for name in BASE:
            importlib.import_module(name)
        for name in LAZY:
            try:
                importlib.import_module(name)
            except ImportError:
                pass
        sys.modules["modkeep_runtime.launcher.internals"].look_ahead()
    return _state()


def more(names):
    wanted = [name for name in names if name not in sys.modules]
    kept = [name for name in _try(wanted) if name not in sys.modules]
    with noted(_reads):
        for name in kept:
            try:
                importlib.import_module(name)
            except Exception:
                # It went well a moment ago, in the child; a fork will tell whether this one is still fit.
                continue
    return _state()


def not_alone():
    """Why this interpreter must not be forked, or None."""
    others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    return "a package runs a thread: %s" % ", ".join(others) if others else None


def _state():
    gc.collect()
    gc.freeze()
    # Home and temporary folder are put right for what is left in here.
    return {"reads": sorted(_reads - PERSONAL), "modules": len(sys.modules), "trouble": not_alone()}


def _try(names):
    """Those that can be shared, in order."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        os.setpgid(0, 0)
        with os.fdopen(write, "w") as told:
            _import_each(names, told)
        os._exit(0)
    os.close(write)
    lines = _lines(read, pid)
    fit = []
    for line in lines:
        try:
            name, is_fit = json.loads(line)
        except ValueError:
            continue
        if is_fit:
            fit.append(name)
    return fit


def _import_each(names, told):
    for name in names:
        reads, tasks, files = set(), _count("task"), _count("fd")
        is_fit = True
        with noted(reads):
            try:
                if name not in sys.modules:
                    importlib.import_module(name)
            except BaseException:
                is_fit = False
        if reads & PERSONAL or _count("fd") > files or _end_children():
            is_fit = False
        if _count("task") > tasks and not name.startswith(MAY_START_THREADS):
            is_fit = False
        json.dump([name, is_fit], told)
        told.write("\n")
        told.flush()


def _lines(read, pid):
    """What the child said until it ended, crashed or took too long."""
    data, end = b"", time.monotonic() + TRIAL_S
    while True:
        ready = select.select([read], [], [], max(0.0, end - time.monotonic()))[0]
        piece = os.read(read, 1 << 16) if ready else b""
        if not piece:
            break
        data += piece
    os.close(read)
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
    os.waitpid(pid, 0)
    return data.decode("utf-8", "replace").splitlines()


def _count(what):
    try:
        return len(os.listdir("/proc/self/" + what))
    except OSError:
        return 0


def _end_children():
    """True when there were any. The next module is not to blame for them."""
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as file:
            found = [int(pid) for pid in file.read().split()]
    except OSError:
        found = []
    for pid in found:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return bool(found)
