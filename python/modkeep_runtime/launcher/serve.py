"""One module's process from the start message to the end of its server.

The document is in its file before Streamlit is even imported, and in `os.environ` and `st.secrets` before the
module's first line runs. Deliveries are taken from the first moment on, so a process that starts during a
save never ends up behind.
"""

import inspect
import os
import shutil
import signal
import socket
import sys
import threading

from .control import DESCRIPTOR, Control
from .freeze import freeze, freeze_after_first_run
from .imports import tell_after_first_run
from .live import Live

LISTENING = 4


def serve():
    control = Control()
    start = control.receive()
    if start is None:
        return
    try:
        renew_temporary_folder()
        secrets_path = os.path.join(start["folder"], "secrets", "secrets.toml")
        live = Live(secrets_path, start.pop("document"))

        def handle(message):
            return {"acknowledgement": live.deliver(message["document"], message.get("rerun", False))}

        control.serve(handle)
        run(start, secrets_path, live, control)
    except Exception as error:
        control.send(
            {
                "event": "failed",
                "message": "The process could not start: %s: %s" % (type(error).__name__, error),
            }
        )
        raise


def run(start, secrets_path, live, control):
    main = os.path.join(os.getcwd(), start["app"]["entrypoint"])
    from streamlit import config
    from streamlit.web import bootstrap

    from . import internals as inside
    from . import query_door, settings
    from .sessions import Sessions

    os.set_inheritable(LISTENING, False)
    listening = socket.socket(fileno=LISTENING)
    listening.setblocking(False)
    if hasattr(config, "_main_script_path"):
        config._main_script_path = main
    known = getattr(config, "_config_options_template", {})
    flags = settings.flags(start.get("settings"), secrets_path, inside.hand_over(listening), known)
    config._config_options = None
    bootstrap.load_config_options(flag_options=flags)
    inside.leave_out_advice()
    internals = inside.Internals()
    query_door.install(internals, start.get("auth"), start.get("query") or {})
    acknowledgement = live.attach(internals, Sessions(internals, control.send))
    control.send({"event": "held", "acknowledgement": acknowledgement})
    os.register_at_fork(before=hold_signals, after_in_parent=let_signals_go, after_in_child=become_ordinary)
    if internals.can["pin"]:
        freeze_after_first_run(internals.ScriptRunContext)
        tell_after_first_run(internals.ScriptRunContext, control.send)
    freeze()
    second = list(inspect.signature(bootstrap.run).parameters)[1]
    bootstrap.run(main, "" if second == "command_line" else False, [], flags)


def renew_temporary_folder():
    folder = os.environ.get("TMPDIR")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, mode=0o700, exist_ok=True)


ENDING = (signal.SIGTERM, signal.SIGINT)
before_fork = threading.local()


def hold_signals():
    """A signal to a worker that has just been forked would still meet Streamlit's handler, which swallows it,
    and `Pool.terminate()` would wait for ever (seen once in 60 to 200 pools on a busy machine). Held back, it
    waits until `become_ordinary` is done.
    """
    before_fork.mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


def let_signals_go():
    mask = before_fork.__dict__.pop("mask", None)
    if mask is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def become_ordinary():
    """In a worker that the module forks. It inherits Streamlit's handler for SIGTERM, which only asks a
    server to stop that is not here: `Pool.terminate()` would wait for ever. It also has no business with the
    control and listening sockets.
    """
    try:
        signal.set_wakeup_fd(-1)
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
    except Exception:
        pass
    let_signals_go()
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (DESCRIPTOR, LISTENING):
            os.dup2(nowhere, descriptor, inheritable=False)
        os.close(nowhere)
    except OSError as error:
        print("modkeep: a forked worker keeps its sockets:", error.strerror, file=sys.stderr)
