"""Everything of Streamlit's inside that the launcher touches, in one place.

Checked with 1.22.0 to 1.67.0 (eighteen releases; the tests run 1.23.1, 1.40.2 and 1.67.0). Each name is
looked up once. A missing one switches off the capability that needs it, and only that; `can` tells which are
there.

swap      secrets_singleton.__dict__: _secrets, _lock
          without it: values follow by Streamlit's own file poll
quiet     Secrets._on_secrets_changed or _on_secrets_file_changed, AppSession._on_secrets_file_changed
          without it: a "source changed" notice per save, where Streamlit watches
watch     Secrets._maybe_install_file_watchers
          without it: a secrets file that the module overwrites stays so until the next delivery
pin       Secrets._parse, ScriptRunContext.reset
          without it: a run may see two revisions, and a displaced credential is not hidden from it
rerun     AppSession.request_rerun, _scriptrunner (._requests._state), _client_state;
          Runtime._session_mgr.list_active_sessions, _get_async_objs
          without it: no rerun, and a module with query rules does not start
unsent    AppSession._browser_queue.is_empty, Runtime._session_mgr.is_active_session (no entry in `can`)
          without it: where many sessions rerun, the first is shown late
sessions  Runtime.connect_session, disconnect_session, close_session
          without it: the number of sessions is told with deliveries only
pages     ScriptRequests.request_rerun
          without it: a page change made by the module forgets the visitor's fields
advice    bootstrap._print_url, _maybe_print_old_git_warning, delta_generator._use_warning_has_been_displayed
          without one the start takes longer
paths     config.CONFIG_FILENAMES, bootstrap.CONFIG_FILENAMES, file_util
          only after a fork; without it the newer releases look when they are asked
scan      components.v2.manifest_scanner.scan_component_manifests
          only before a fork; without it each process reads what is installed (about 0.1 s)
listen    server.start_listening_unix_socket (Tornado), starlette_server._bind_server_socket or _bind_socket
          without it: the process does not start
"""

import os
import sys


class Internals:
    def __init__(self):
        import streamlit.runtime.secrets as secrets
        from streamlit.runtime.app_session import AppSession
        from streamlit.runtime.runtime import Runtime

        self.secrets_module, self.secrets = secrets, secrets.secrets_singleton
        self.Secrets, self.AppSession, self.Runtime = type(self.secrets), AppSession, Runtime
        self.ScriptRunContext = find_class("script_run_context", "ScriptRunContext")
        self.ScriptRequests = find_class("script_requests", "ScriptRequests")
        # Never getattr on the object itself: Secrets.__getattr__ parses the file.
        state = self.secrets.__dict__
        self.on_file_changed = next(
            (
                name
                for name in ("_on_secrets_changed", "_on_secrets_file_changed")
                if name in self.Secrets.__dict__
            ),
            None,
        )
        self.can = {
            "swap": "_secrets" in state and "_lock" in state,
            "quiet": self.on_file_changed is not None and "_on_secrets_file_changed" in AppSession.__dict__,
            "watch": "_maybe_install_file_watchers" in self.Secrets.__dict__,
            "pin": "_parse" in self.Secrets.__dict__ and has(self.ScriptRunContext, "reset"),
            "rerun": "request_rerun" in AppSession.__dict__ and has(Runtime, "_get_async_objs"),
            "sessions": all(
                has(Runtime, name) for name in ("connect_session", "disconnect_session", "close_session")
            ),
            "pages": has(self.ScriptRequests, "request_rerun"),
        }

    def runtime_and_loop(self):
        """(None, None) before the server has started."""
        from streamlit import runtime

        if not runtime.exists():
            return None, None
        current = runtime.get_instance()
        try:
            return current, current._get_async_objs().eventloop
        except Exception:
            return current, None


def has(owner, name):
    return owner is not None and name in owner.__dict__


def is_idle(session):
    """No script runs. A runner whose requests are stopped has shown its last element and only waits to be put
    away.
    """
    runner = session._scriptrunner
    if runner is None:
        return True
    state = getattr(getattr(runner, "_requests", None), "_state", None)
    return getattr(state, "name", None) == "STOP"


def has_unsent(runtime, session):
    """Something of a run has not been given to the connection yet. Whoever has left gets nothing more: what they would
    have been shown stays where it is.
    """
    try:
        return not session._browser_queue.is_empty() and runtime._session_mgr.is_active_session(session.id)
    except AttributeError:
        return False


def find_class(module_name, class_name):
    """The place of these modules changed between releases; they are loaded with the script runner."""
    import importlib

    for package in ("streamlit.runtime.scriptrunner_utils", "streamlit.runtime.scriptrunner"):
        name = "%s.%s" % (package, module_name)
        try:
            module = sys.modules.get(name) or importlib.import_module(name)
        except ImportError:
            continue
        found = getattr(module, class_name, None)
        if found is not None:
            return found
    return None


def run_context():
    """The context of the script run that the calling thread belongs to, or None. Reads an attribute: no
    warning, no import.
    """
    import threading

    return getattr(threading.current_thread(), "streamlit_script_run_ctx", None)


def hand_over(listening):
    """Gives the server a listening socket. Returns the address to put into `server.address`."""
    import streamlit.web.server.server as server

    address = None
    try:
        from streamlit.web.server.starlette import starlette_server
    except ImportError:
        starlette_server = None
    if has_function(starlette_server, "_bind_server_socket"):
        starlette_server._bind_server_socket = lambda *_, **__: (listening, "127.0.0.1")
        address = "127.0.0.1"
    elif has_function(starlette_server, "_bind_socket"):
        # 1.57 to about 1.59.
        starlette_server._bind_socket = lambda *_, **__: listening
        address = "127.0.0.1"
    if has_function(server, "start_listening_unix_socket"):
        server.start_listening_unix_socket = lambda http_server, *_, **__: http_server.add_socket(listening)
        address = "unix://handed-over"
    if address is None:
        raise RuntimeError("This Streamlit release has no place to hand a socket over")
    return address


def has_function(module, name):
    return module is not None and callable(getattr(module, name, None))


def leave_out_advice():
    """What Streamlit tells people who start it by hand: an address, which leads nowhere here; a warning about an old
    Git, for which it imports GitPython and runs `git` (60-100 ms of a start); one about being run without its
    command line, for which it walks through all modules (30-60 ms of the first run).
    """
    from streamlit import delta_generator
    from streamlit.web import bootstrap

    for name in ("_print_url", "_maybe_print_old_git_warning"):
        if has_function(bootstrap, name):
            setattr(bootstrap, name, lambda *_, **__: None)
    if hasattr(delta_generator, "_use_warning_has_been_displayed"):
        delta_generator._use_warning_has_been_displayed = True


def look_ahead():
    """Before a fork: what every server of an environment would find out anew, and always the same."""
    import mimetypes

    mimetypes.init()
    try:
        from streamlit.components.v2 import manifest_scanner
    except ImportError:
        return
    if has_function(manifest_scanner, "scan_component_manifests"):
        original, known = manifest_scanner.scan_component_manifests, list(sys.path)
        found = original()

        def scan_component_manifests(*arguments, **named):
            # A repository may bring installed distributions of its own.
            more = [path for path in sys.path if path not in known]
            return original(*arguments, **named) if any(map(has_distributions, more)) else list(found)

        manifest_scanner.scan_component_manifests = scan_component_manifests


def has_distributions(folder):
    try:
        return any(name.endswith((".dist-info", ".egg-info", ".egg")) for name in os.listdir(folder or "."))
    except OSError:
        return True


def forget_paths():
    """After a fork: what releases below 1.46 computed from HOME and the working folder when they were
    imported.
    """
    from streamlit import config, file_util
    from streamlit.web import bootstrap

    for owner in (config, bootstrap):
        if hasattr(owner, "CONFIG_FILENAMES") and has_function(file_util, "get_streamlit_file_path"):
            owner.CONFIG_FILENAMES[:] = [
                file_util.get_streamlit_file_path("config.toml"),
                file_util.get_project_streamlit_file_path("config.toml"),
            ]
