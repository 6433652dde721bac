"""The secrets of a running process: replaced at once on delivery, never empty, never a mixture within one
script run.

Order of a delivery: parse (a text that does not parse changes nothing) -> file -> `os.environ` ->
`st.secrets` -> listeners. Readers see the old object or the new one: it is one pointer.
"""

import hashlib
import sys
import threading
import time

from .environment import ExportedEnvironment
from .internals import run_context
from .secrets_file import SecretsFile

POLL_LIMIT_S = 4.5
PIN = "_modkeep_secrets"


class Live:
    def __init__(self, path, document):
        self._lock = threading.RLock()
        self._file, self._environment = SecretsFile(path), ExportedEnvironment()
        self._internals, self._sessions = None, None
        self._document = document
        self._sha256 = self._file.write(document["text"])

    def attach(self, internals, sessions):
        """Before the server starts and before the module's first line: the held document becomes `st.secrets`
        and `os.environ`.
        """
        with self._lock:
            self._internals, self._sessions = internals, sessions
            if hasattr(internals.secrets_module, "SECRETS_FILE_LOCS"):
                # Releases below 1.38 have no option for it; the list is the one the secrets object holds.
                internals.secrets_module.SECRETS_FILE_LOCS[:] = [self._file.path]
            self._patch()
            self._environment.follow(self._document["environment"])
            if internals.can["swap"]:
                self._swap(parse(self._document["text"]))
                if internals.can["watch"]:
                    internals.secrets._maybe_install_file_watchers()
            return self._told("start", 0.0, None, None)

    def deliver(self, document, rerun):
        start = time.perf_counter()
        with self._lock:
            if document["serial"] <= self._document["serial"]:
                return self._told("held", start, None, None)
            values = parse(document["text"])
            sha256 = self._file.write(document["text"])
            if self._internals is None:
                self._hold(document, sha256)
                return self._told("start", start, None, None)
            via = "direct"
            if self._internals.can["swap"]:
                self._environment.follow(document["environment"])
                self._swap(values)
                self._hold(document, sha256)
                self._tell_listeners()
            else:
                via = "poll"
                self._wait_for_poll(values)
                self._environment.follow(document["environment"])
                self._hold(document, sha256)
            sessions, started = self._sessions.count_and_rerun(rerun)
            return self._told(via, start, sessions, started)

    def _hold(self, document, sha256):
        self._document, self._sha256 = document, sha256

    def _told(self, via, start, sessions, rerun):
        return {
            "revision": self._document.get("revision"),
            "serial": self._document["serial"],
            "sha256": self._sha256,
            "ms": round((time.perf_counter() - start) * 1000, 3) if start else 0.0,
            "via": via,
            "sessions": sessions,
            "rerun": rerun,
        }

    def _swap(self, values):
        state = self._internals.secrets.__dict__
        # st.App(secrets=...) of the newest releases lies over the file, at the top level.
        programmatic = state.get("_programmatic_secrets")
        if programmatic:
            values = {**values, **programmatic}
        with state["_lock"]:
            state["_secrets"] = values

    def _tell_listeners(self):
        # Resets st.connection objects; the sessions' own listener is silenced in _patch.
        try:
            self._internals.secrets.file_change_listener.send()
        except Exception as error:
            print("modkeep: a listener for new secrets failed:", type(error).__name__, file=sys.stderr)

    def _wait_for_poll(self, values):
        end = time.monotonic() + POLL_LIMIT_S
        while time.monotonic() < end:
            try:
                if plain(self._internals.secrets) == values:
                    return
            except Exception:
                # In the middle of Streamlit's own reload.
                pass
            time.sleep(0.02)
        raise TimeoutError("Streamlit's file poll has not taken the new values")

    def _patch(self):
        internals, live = self._internals, self
        if internals.can["quiet"]:
            internals.AppSession._on_secrets_file_changed = lambda self, *_: None
        if internals.can["swap"] and internals.on_file_changed:
            setattr(internals.Secrets, internals.on_file_changed, lambda self, *_: live._on_poll())
        if internals.can["pin"] and internals.can["swap"]:
            self._pin()

    def _on_poll(self):
        """Streamlit's file poll saw a change. What was delivered is known already; it never raises: that
        would end the poll for good.
        """
        try:
            with self._lock:
                data = self._file.read()
                if hashlib.sha256(data).hexdigest() != self._sha256:
                    # Somebody else wrote the file. What the keeper delivered stays the truth.
                    self._sha256 = self._file.write(self._document["text"])
        except Exception as error:
            print("modkeep: the secrets file could not be put back:", type(error).__name__, file=sys.stderr)

    def _pin(self):
        """A script run sees the document of its start to its end, in all its threads: no two reads can mix
        two documents.
        """
        Secrets, Context = self._internals.Secrets, self._internals.ScriptRunContext
        original_parse, original_reset = Secrets._parse, Context.reset
        state = self._internals.secrets.__dict__

        def _parse(secrets, *arguments, **named):
            context = run_context()
            pinned = context.__dict__.get(PIN) if context is not None else None
            return original_parse(secrets, *arguments, **named) if pinned is None else pinned

        def reset(context, *arguments, **named):
            # One context serves several runs (st.rerun): each begins with what is held then.
            context.__dict__[PIN] = state["_secrets"]
            return original_reset(context, *arguments, **named)

        Secrets._parse, Context.reset = _parse, reset


def parse(text):
    """The canonical text means the same to all three readers. Python below 3.11 has what its Streamlit reads
    with: tomli or toml.
    """
    try:
        import tomllib as reader
    except ImportError:
        try:
            import tomli as reader
        except ImportError:
            import toml as reader
    return reader.loads(text)


def plain(value):
    if hasattr(value, "keys"):
        return {key: plain(value[key]) for key in value}
    return [plain(each) for each in value] if isinstance(value, list) else value
