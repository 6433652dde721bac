"""One process of an install: its start, what it holds, its output, its end. States: starting, running,
stopping, exited.

The keeper decides nothing here: it starts, feeds, watches and stops on request, and tells what happened.
"""

import os
import shutil
import signal
import sys

from . import order, working_copy
from .birth import Birth, Channels
from .deliveries import Deliveries
from .family import Family
from .folder import prepare_folder
from .health import HealthProbe
from .liveness import Liveness
from .log_ring import LogRing
from .nurseries import environment_of
from .outcome import now_ms, outcome, start_failure
from .outputs import Outputs
from .redact import Redactor
from .session_count import SessionCount
from .tree_watch import TreeWatch
from .wire import Channel

START_TIMEOUT_MS = 120_000
LOG_BYTES_MAX = 1 << 20
# A pre-forked child serves within 0.1-0.5 s. One that does not by then hangs.
WARM_READY_S = 15
# After the end of the interpreter its last output is still in the pipes.
DRAIN_S = 0.2


class Process:
    def __init__(self, loop, spec, emit, journal, has_sibling, helpers, adopted):
        """`has_sibling(process)`: does another living process run as the same user (while one of an install
        replaces the other)? `adopted(mark)`: what the keeper has adopted of a process.
        """
        self._loop, self._emit, self._journal, self._has_sibling = loop, emit, journal, has_sibling
        self._spec, self._helpers, self._adopted = spec, helpers, adopted
        self._bounds = spec.get("limits") or {}
        self.id, self.install, self.folder = spec["process"], spec["install"], spec["folder"]
        self.socket_path = os.path.join(self.folder, "app.sock")
        self._user = spec.get("user")
        self.uid = self._user["uid"] if self._user else None
        self._mark = ("%s=%s" % (order.MARK, self.id)).encode()
        self.state, self.exit = "starting", None
        self.started_at, self.ready_at = now_ms(), None
        self._redactor = Redactor()
        self._redactor.add(spec.get("redact") or ())
        self.log = LogRing(
            self.id, self._redactor, (spec.get("log") or {}).get("bytesMax", LOG_BYTES_MAX), self._on_line
        )
        self._deliveries = Deliveries(loop, self.id, spec["document"]["serial"], self._on_acknowledged)
        self._end_reason, self._end_message, self._on_ended = None, "", []
        self._has_misspoken = False
        self._sessions = SessionCount(loop, lambda count: self._tell("sessions", {"count": count}))
        self._kill_timer = self._start_timer = None
        self._channels = self._probe = self._tree = self._liveness = None
        self._family, self._is_warm, self._warm_timer = None, False, None
        # Each once: another birth when what bore it was lost.
        self._chances = {"mason", "nursery"}
        self._status, self._is_drained, self._is_grouped = None, False, False

    @property
    def pid(self):
        return self._family.pid if self._family else None

    @property
    def init(self):
        """The first process of its cell, or None."""
        return self._family.init if self._family else None

    def begin(self, on_born, on_failed, ended_early):
        """`on_born()` when the interpreter is in its cell; `on_failed(text)` when nothing of it is left.
        `ended_early(pid)`: the status of a child whose end came before it was known as this process's, or None.
        """
        self._on_born, self._on_failed, self._ended_early = on_born, on_failed, ended_early
        start_s = (self._bounds.get("startMs") or START_TIMEOUT_MS) / 1000
        self._start_timer = self._loop.later(
            start_s, lambda: self.end("start_timeout", "Not ready after %g s" % start_s)
        )
        self._be_born()

    def _be_born(self):
        try:
            prepare_folder(self.folder, self._user)
            self._link_secrets()
            self._channels = Channels(self.socket_path, self._user)
        except working_copy.OutsideWorkingCopy:
            self._is_not_born("Cannot start the process: step working copy: a path leads out of it")
            return
        except OSError as error:
            self._is_not_born("Cannot start the process: step folder: %s" % error.strerror)
            return
        self._control = Channel(self._loop, self._channels.control, self._on_launcher, lambda: None)
        self._outputs = Outputs(self._loop, self._channels.outputs, self.log)
        told = ("install", "app", "home", "folder", "settings", "query", "auth", "document")
        self._control.send({"op": "start", **{name: self._spec.get(name) for name in told}})
        Birth(self._helpers, self._spec, self._channels, self._is_born, self._is_not_born, "nursery" in self._chances)

    def _link_secrets(self):
        secrets = os.path.join(self.folder, "secrets", "secrets.toml")
        app = self._spec["app"]
        working_copy.link_secrets(app["root"], app.get("directory") or "", app["entrypoint"], secrets)

    def _is_born(self, pid, init, ways, is_warm):
        self._family, self._is_warm = Family(pid, init, self._mark, self._adopted), is_warm
        self._helpers.open_way(self.id, ways)
        self._journal.add(pid, self._mark)
        self._tree = TreeWatch(self._loop, self._family.members, self._bounds, self.end)
        self._group(pid)
        if is_warm:
            self._warm_timer = self._loop.later(WARM_READY_S, self._kill_everything)
        if self.state == "stopping":
            # Ended while it was being born.
            self._kill_everything()
        else:
            self._probe = HealthProbe(self._loop, self.socket_path, self._on_ready)
        self._on_born()
        # A second birth is nobody's business.
        self._on_born, self._on_failed = lambda: None, lambda text: self._tell_start_failed(text)
        if init is not None and self._ended_early(init) is not None:
            self.on_init_exit()
        status = self._ended_early(pid)
        if status is not None:
            self.on_exit(status)

    def _group(self, pid):
        if not self._helpers.has_groups:
            return

        def grouped(answer, _):
            if "error" in answer:
                return
            if self.state == "exited":
                # Faster than its group.
                self._helpers.mason.ask({"op": "ungroup", "process": self.id}, (), lambda *_: None)
                return
            self._is_grouped = True
            self._tree.has_group(answer["events"])

        limits = {name: self._bounds.get(name) for name in ("memoryBytes", "processes", "cpuPercent")}
        order = {"op": "group", "process": self.id, "pid": pid, "limits": limits}
        self._helpers.mason.ask(order, (), grouped)

    def _is_not_born(self, text, lost=None):
        if lost in self._chances and self.state == "starting":
            print("%s is born anew: %s" % (self.id, text), file=sys.stderr, flush=True)
            self._chances.remove(lost)
            self._be_born_anew()
            return
        if lost == "mason" and lost not in self._chances:
            text = "%s, and so did the one before it" % text
        self._close()
        self._on_failed(text)
        self._end(start_failure(text))

    def _tell_start_failed(self, text):
        self._tell("exited", {"install": self.install, **start_failure(text)})

    def _can_begin_again(self):
        """A pre-forked child that did not get as far as serving; nobody has asked it to end."""
        return self._is_warm and self.state == "starting" and self._end_reason in (None, "launcher")

    def _begin_again(self):
        """The cold way, with what is wanted by now."""
        print("%s did not get ready, the cold way instead" % self.id, file=sys.stderr, flush=True)
        self._end_reason, self._end_message = None, ""
        self._kill_everything()
        self._chances.discard("nursery")
        self._be_born_anew()

    def _be_born_anew(self):
        """Nothing is shared with the birth before: what it may have left ends with its channels."""
        self._let_go()
        self._family, self._is_warm = None, False
        self._be_born()
        self._deliveries.send_again(self._control)

    def deliver(self, message, reply, fail):
        """`reply(acknowledgement)` or `fail(code, text)`, exactly once, within five seconds."""
        if self.state in ("stopping", "exited") or not self._control.is_open:
            fail("ended", "The process has ended or is on its way out")
            return
        self._deliveries.send(self._control, message, reply, fail)
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
        if self._can_begin_again():
            self._begin_again()
            return
        self._stop_watches()
        self._kill_everything()
        self._status, self.state = status, "stopping"
        self._loop.later(DRAIN_S if self._outputs.are_open else 0, self._finish)

    def on_init_exit(self):
        """The kernel has ended whatever else was in the cell."""
        self._family.init_has_ended()
        if self._is_drained:
            self._finish()

    def describe(self):
        return {
            "process": self.id,
            "install": self.install,
            "pid": self.pid or 0,
            "state": self.state,
            "socket": self.socket_path,
            "startedAt": self.started_at,
            "readyAt": self.ready_at,
            "serial": self._deliveries.serial,
            "held": self._deliveries.held,
            "sessions": self._sessions.count,
            "exit": self.exit,
            "sequence": self.log.sequence,
        }

    @property
    def used_bytes(self):
        """What counts against its memory limit, at the last look; looking again at a thousand would take
        long.
        """
        return self._tree.used_bytes if self._tree else 0

    def stats(self):
        return {"process": self.id, "pid": self.pid, "sessions": self._sessions.count, **self._family.stats()}

    def _on_launcher(self, message):
        """A module can write to this socket too. What is not understood is passed by, with one line for each process:
        a trace of every message would let it fill the keeper's log.
        """
        try:
            self._hear(message)
        except Exception as error:
            if not self._has_misspoken:
                self._has_misspoken = True
                kind = type(error).__name__
                print("%s: a message on its control socket makes no sense (%s)" % (self.id, kind), flush=True)

    def _hear(self, message):
        if not isinstance(message, dict):
            return
        event = message.get("event")
        if event == "held":
            self._deliveries.hold(message["acknowledgement"])
            self._on_acknowledged(message["acknowledgement"])
        elif event == "sessions":
            self._sessions.changes_to(message["count"])
        elif event == "imported":
            self._helpers.nurseries.learn(self._spec, message["modules"])
        elif event == "failed":
            self._end_reason, self._end_message = (
                "launcher",
                self._redactor.clean(str(message.get("message", ""))),
            )
        elif "id" in message:
            self._deliveries.answered(message, self._redactor.clean)

    def _on_acknowledged(self, told):
        if told.get("sessions") is not None:
            self._sessions.count = told["sessions"]
        self._tell("acknowledged", {**told, "install": self.install})

    def _on_ready(self):
        if self.state != "starting":
            return
        self.state, self.ready_at = "running", now_ms()
        self._deliveries.are_settled()
        for timer in (self._start_timer, self._warm_timer):
            if timer:
                timer.cancel()
        self._liveness = Liveness(
            self._loop,
            self.pid,
            self.socket_path,
            lambda: self._tree.holds_back,
            self._bounds.get("hungMs"),
            lambda waited_s: self.end("hung", "It answered nothing for %d s" % waited_s),
        )
        # The document has had its use.
        self._spec = environment_of(self._spec)
        self._helpers.nurseries.want(self._spec)
        told = {"install": self.install, "pid": self.pid, "ms": self.ready_at - self.started_at}
        self._tell("ready", {**told, "forked": self._is_warm})

    def _on_line(self, line):
        self._emit("log", {**line, "install": self.install})

    def _tell(self, event, fields):
        self._emit(event, {"process": self.id, **fields})

    def _signal(self, number):
        if self._family:
            self._family.signal(number)

    def _kill_everything(self):
        if self._family is None:
            return
        # By user id only while the user is this process's alone: the next process of an install may run
        # already.
        uid = None if self.uid in (None, os.geteuid()) or self._has_sibling(self) else self.uid
        self._family.kill(uid)

    def _stop_watches(self):
        for watch in (self._probe, self._tree, self._liveness):
            if watch:
                watch.stop()
        for timer in (self._start_timer, self._warm_timer):
            if timer:
                timer.cancel()

    def _finish(self):
        """Once its output is read and nothing of it is left."""
        self._is_drained = True
        if self.init is not None or self.state == "exited":
            return
        if self._is_grouped:
            self._is_grouped = False
            self._helpers.mason.ask({"op": "ungroup", "process": self.id}, (), self._on_ungrouped)
            return
        self._close()
        exit = outcome(self._status, self._end_reason, self._end_message)
        self._tell("exited", {"install": self.install, **exit})
        self._end(exit)

    def _on_ungrouped(self, answer, _):
        if answer.get("outOfMemory") and self._end_reason is None:
            self._end_reason = "memory_limit"
            self._end_message = "It needed more memory than its limit"
        self._finish()

    def _end(self, exit):
        self.exit = exit
        for call in self._on_ended:
            call(exit)

    def _close(self):
        """Everything the keeper holds of it; its folder too."""
        self._stop_watches()
        if self._kill_timer:
            self._kill_timer.cancel()
        self._sessions.stop()
        self._let_go()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._deliveries.fail_all()
        self.state, self._sessions.count = "exited", 0

    def _let_go(self):
        """Of what belongs to one birth, once."""
        if self._channels is None:
            return
        for watch in (self._probe, self._tree, self._liveness):
            if watch:
                watch.stop()
        if self._warm_timer:
            self._warm_timer.cancel()
        if self._family:
            self._journal.remove(self._family.pid)
        self._outputs.finish()
        self._control.close()
        self._channels.close()
        self._channels = None
        self._helpers.close_way(self.id)
