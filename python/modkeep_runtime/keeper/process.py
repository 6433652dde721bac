"""One process of an install: its start, what it holds, its output, its end. States: starting, running,
stopping, exited.

The keeper decides nothing here: it starts, feeds, watches and stops on request, and tells what happened.
"""

import os
import shutil
import signal
import time

from . import proc, spawn, working_copy
from .folder import listen_on, prepare_folder
from .health import HealthProbe
from .liveness import Liveness
from .log_ring import LogRing
from .outputs import Outputs
from .redact import Redactor
from .tree_watch import TreeWatch
from .wire import Channel

DELIVER_TIMEOUT_S = 5.0
START_TIMEOUT_MS = 120_000
LOG_BYTES_MAX = 1 << 20
SESSIONS_DEBOUNCE_S = 0.2
# After the end of the interpreter its last output is still in the pipes.
DRAIN_S = 0.2


class Process:
    def __init__(self, loop, spec, emit, journal, has_sibling, adopted):
        """`has_sibling(process)`: does another living process run as the same user (while one of an install
        replaces the other)? `adopted(mark)`: what the keeper has adopted of a process.
        """
        self._loop, self._emit, self._journal, self._has_sibling = loop, emit, journal, has_sibling
        self._adopted = adopted
        self.id, self.install, self.folder = spec["process"], spec["install"], spec["folder"]
        self.socket_path = os.path.join(self.folder, "app.sock")
        self._user = spec.get("user")
        self.uid = self._user["uid"] if self._user else None
        self._mark = ("%s=%s" % (spawn.MARK, self.id)).encode()
        self.state, self.held, self.sessions, self.exit = "starting", None, None, None
        self.started_at, self.ready_at = now_ms(), None
        # The highest one given, held or not: a server that comes next must begin above it.
        self.serial = spec["document"]["serial"]
        self._redactor = Redactor()
        self._redactor.add(spec.get("redact") or ())
        self.log = LogRing(
            self.id, self._redactor, (spec.get("log") or {}).get("bytesMax", LOG_BYTES_MAX), self._on_line
        )
        self._waiting, self._next_id = {}, 1
        self._end_reason, self._end_message, self._on_ended = None, "", []
        self._sessions_timer = self._kill_timer = None
        prepare_folder(self.folder, self._user)
        try:
            self._start(spec)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _start(self, spec):
        secrets = os.path.join(self.folder, "secrets", "secrets.toml")
        app = spec["app"]
        working_copy.link_secrets(app["root"], app.get("directory") or "", app["entrypoint"], secrets)
        with listen_on(self.socket_path) as listening:
            spawned = spawn.spawn(spec, listening)
        self.pid = spawned.pid
        self._outputs = Outputs(self._loop, spawned.outputs, self.log)
        self._journal.add(self.pid, self._mark)
        self._control = Channel(self._loop, spawned.control, self._on_launcher, lambda: None)
        told = ("install", "app", "home", "folder", "settings", "query", "auth", "document")
        self._control.send({"op": "start", **{name: spec.get(name) for name in told}})
        self._probe = HealthProbe(self._loop, self.socket_path, self._on_ready)
        bounds = spec.get("limits") or {}
        start_s = (bounds.get("startMs") or START_TIMEOUT_MS) / 1000
        self._start_timer = self._loop.later(
            start_s, lambda: self.end("start_timeout", "Not ready after %g s" % start_s)
        )
        self._tree = TreeWatch(self._loop, self.pid, bounds, lambda: self._adopted(self._mark), self.end)
        self._liveness, self._hung_ms = None, bounds.get("hungMs")

    def deliver(self, message, reply, fail):
        """`reply(acknowledgement)` or `fail(code, text)`, exactly once, within five seconds."""
        if self.state in ("stopping", "exited") or not self._control.is_open:
            fail("ended", "The process has ended or is on its way out")
            return
        number, self._next_id = self._next_id, self._next_id + 1
        timer = self._loop.later(DELIVER_TIMEOUT_S, lambda: self._behind(number, fail))
        self._waiting[number] = (reply, fail, timer)
        self.serial = max(self.serial, message["document"]["serial"])
        self._control.send(
            {
                "op": "deliver",
                "id": number,
                "document": message["document"],
                "rerun": bool(message.get("rerun")),
            }
        )
        # In the same turn of the loop: no line that the new document makes the module print is read before
        # this is done, and the process works meanwhile (1,000 values take 30 ms).
        self._redactor.add(message.get("redact") or ())

    def stop(self, grace_ms, on_ended):
        if self.state == "exited":
            on_ended(self.exit)
            return
        self._on_ended.append(on_ended)
        if self._end_reason is None:
            self._end_reason, self._end_message = "stopped", "Stopped on request"
        if self.state != "stopping":
            self.state = "stopping"
            self._stop_watches()
            self._signal(signal.SIGTERM)
        if self._kill_timer:
            self._kill_timer.cancel()
        self._kill_timer = self._loop.later(max(0, grace_ms) / 1000, self._kill_everything)

    def end(self, reason, message):
        """At once, for a reason of the keeper's own."""
        if self.state == "exited":
            return
        if self._end_reason is None:
            self._end_reason, self._end_message = reason, message
        self.state = "stopping"
        self._stop_watches()
        self._kill_everything()

    def on_exit(self, status):
        """The interpreter has ended: end what it left behind, read its last output, tell."""
        self._stop_watches()
        self._kill_everything()
        self._loop.later(DRAIN_S if self._outputs.are_open else 0, lambda: self._finish(status))
        self.state = "stopping"

    def describe(self):
        return {
            "process": self.id,
            "install": self.install,
            "pid": self.pid,
            "state": self.state,
            "socket": self.socket_path,
            "startedAt": self.started_at,
            "readyAt": self.ready_at,
            "serial": self.serial,
            "held": self.held,
            "sessions": self.sessions,
            "exit": self.exit,
            "sequence": self.log.sequence,
        }

    @property
    def used_bytes(self):
        """What counts against its memory limit, at the last look; looking again at a thousand would take long."""
        return self._tree.used_bytes

    def stats(self):
        family = proc.family(self.pid)
        pids = [each.pid for each in family]
        proportional = [proc.proportional_bytes(pid) for pid in pids]
        return {
            "process": self.id,
            "pid": self.pid,
            "sessions": self.sessions,
            "processes": len(pids),
            "rssBytes": sum(map(proc.resident_bytes, pids)),
            "pssBytes": None if None in proportional else sum(proportional),
            "limitedBytes": sum(map(proc.limited_bytes, pids)),
            "cpuMs": round(1000 * sum(each.cpu_ticks for each in family) / proc.TICKS_PER_S),
            "openFiles": sum(map(proc.open_files, pids)),
            "threads": sum(each.threads for each in family),
        }

    def _on_launcher(self, message):
        if not isinstance(message, dict):
            return
        event = message.get("event")
        if event == "held":
            self._hold(message)
            self._tell("acknowledged", {**message["acknowledgement"], "install": self.install})
        elif event == "sessions":
            self.sessions = message["count"]
            if self._sessions_timer is None:
                self._sessions_timer = self._loop.later(SESSIONS_DEBOUNCE_S, self._tell_sessions)
        elif event == "failed":
            self._end_reason, self._end_message = (
                "launcher",
                self._redactor.clean(str(message.get("message", ""))),
            )
        elif "id" in message:
            self._on_answer(message)

    def _on_answer(self, message):
        reply, fail, timer = self._waiting.pop(message["id"], (None, None, None))
        if "error" in message:
            if fail:
                timer.cancel()
                fail(message["code"], self._redactor.clean(str(message["error"])))
            return
        self._hold(message)
        told = {"process": self.id, **message["acknowledgement"]}
        if reply:
            timer.cancel()
            reply(told)
            self._tell("acknowledged", {**told, "install": self.install})
        else:
            self._tell("acknowledged", {**told, "install": self.install, "late": True})

    def _hold(self, message):
        told = message["acknowledgement"]
        same = self.held is not None and self.held["revision"] == told["revision"]
        at = self.held["at"] if same else now_ms()
        self.held = {"at": at, **{name: told[name] for name in ("revision", "serial", "sha256")}}
        if told.get("sessions") is not None:
            self.sessions = told["sessions"]

    def _behind(self, number, fail):
        # A later answer finds nobody waiting and becomes an event.
        self._waiting.pop(number, None)
        fail("behind", "The process has not taken the new values within %g s" % DELIVER_TIMEOUT_S)

    def _on_ready(self):
        if self.state != "starting":
            return
        self.state, self.ready_at = "running", now_ms()
        self._start_timer.cancel()
        self._liveness = Liveness(
            self._loop,
            self.pid,
            self.socket_path,
            lambda: self._tree.holds_back,
            self._hung_ms,
            lambda waited_s: self.end("hung", "It answered nothing for %d s" % waited_s),
        )
        self._tell("ready", {"install": self.install, "pid": self.pid, "ms": self.ready_at - self.started_at})

    def _on_line(self, line):
        self._emit("log", {**line, "install": self.install})

    def _tell(self, event, fields):
        self._emit(event, {"process": self.id, **fields})

    def _tell_sessions(self):
        self._sessions_timer = None
        self._tell("sessions", {"count": self.sessions})

    def _signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            pass

    def _kill_everything(self):
        # By user id only while the user is this process's alone: the next process of an install may run
        # already.
        uid = None if self.uid in (None, os.geteuid()) or self._has_sibling(self) else self.uid
        proc.kill_family(self.pid, uid, self._mark)

    def _stop_watches(self):
        self._probe.stop()
        self._start_timer.cancel()
        self._tree.stop()
        if self._liveness:
            self._liveness.stop()

    def _finish(self, status):
        self._outputs.finish()
        for timer in (self._kill_timer, self._sessions_timer):
            if timer:
                timer.cancel()
        self._control.close()
        self._journal.remove(self.pid)
        shutil.rmtree(self.folder, ignore_errors=True)
        for _, fail, timer in list(self._waiting.values()):
            timer.cancel()
            fail("ended", "The process ended before it took the new values")
        self._waiting = {}
        self.state, self.sessions = "exited", 0
        self.exit = {**outcome(status, self._end_reason, self._end_message), "at": now_ms()}
        self._tell("exited", {"install": self.install, **self.exit})
        for call in self._on_ended:
            call(self.exit)


def outcome(status, reason, message):
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    name = signal.Signals(number).name if number else None
    if reason is None and name == "SIGKILL":
        reason, message = "signal", "Killed from outside: the machine may have run out of memory"
    elif reason is None:
        reason, message = (
            ("signal", "Ended by %s" % name) if name else ("exit", "Ended by itself with status %d" % code)
        )
    return {"code": code, "signal": name, "reason": reason, "message": message}


def now_ms():
    return int(time.time() * 1000)
