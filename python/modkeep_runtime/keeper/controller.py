"""What the keeper does when it is asked, by the table of PROTOCOL.md, and whom it tells which child has ended."""

import os
import sys
import time

from .. import PROTOCOL, VERSION
from .adopted import Adopted
from .check import Refused, check_document, check_environment, check_start
from .door import Door
from .process import Process

ENDED_KEPT_PER_INSTALL = 3
LOG_ANSWER_CHARACTERS_MAX = 512 << 10
EARLY_MAX, EARLY_S = 256, 30.0
# Past the grace: reading last output, removing folders and groups. Whoever asks waits five seconds past the grace.
QUIT_LATE_S = 4.0
# Then, while the answer is behind lines of a log that are read slowly.
ANSWER_LATE_S = 0.8


class Controller:
    def __init__(self, loop, path, journal, helpers):
        self._loop, self._journal, self._helpers = loop, journal, helpers
        self._processes = {}
        # Ends of processes that were told before their births were.
        self._early = {}
        self._started_at = int(time.time() * 1000)
        self._stopping = False
        self._adopted = Adopted(lambda: {each.pid for each in self._processes.values()})
        operations = {
            "hello": self._hello,
            "start": self._start,
            "deliver": self._deliver,
            "stop": self._stop,
            "list": self._list,
            "forget": self._forget,
            "stats": self._stats,
            "memory": self._memory,
            "logs": self._logs,
            "prepare": self._prepare,
            "release": self._release,
            "quit": self._quit,
        }
        self._door = Door(loop, path, operations)

    def reap(self):
        """Every ended child, adopted orphans of modules included."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if not self._helpers.have_ended(pid):
                self._has_ended(pid, status)

    def _has_ended(self, pid, status):
        for process in self._processes.values():
            if process.state == "exited":
                continue
            if process.pid == pid:
                process.on_exit(status)
                return
            if process.init == pid:
                process.on_init_exit()
                return
        self._early[pid] = (status, self._loop.now())
        while len(self._early) > EARLY_MAX:
            self._early.pop(next(iter(self._early)))

    def _ended_early(self, pid):
        status, at = self._early.pop(pid, (None, 0.0))
        # An older one had the number before.
        return status if self._loop.now() - at < EARLY_S else None

    def quit(self, grace_ms, done=lambda: None):
        """Ends every process, then the keeper. A process whose end nobody tells does not hold it up: cells end with
        their keeper.
        """
        self._stopping = True
        left = [process for process in self._processes.values() if process.state != "exited"]
        waiting = {process.id for process in left}

        def leave():
            late.cancel()
            done()
            # One more turn of the loop: the answer leaves first.
            self._loop.later(0.05, lambda: self._leave(self._loop.now() + ANSWER_LATE_S))

        def ended(process_id):
            waiting.discard(process_id)
            if not waiting and not late.cancelled:
                leave()

        late = self._loop.later(max(0, grace_ms) / 1000 + QUIT_LATE_S, leave)
        for process in left:
            process.stop(grace_ms, lambda _exit, process_id=process.id: ended(process_id))
        if not left:
            leave()

    def _leave(self, latest):
        if self._door.has_unsent and self._loop.now() < latest:
            self._loop.later(0.01, lambda: self._leave(latest))
            return
        self._door.close()
        self._loop.stop()

    def _process(self, message):
        process = self._processes.get(message["process"])
        if process is None:
            raise Refused("unknown_process", "No such process: %.60s" % message["process"])
        return process

    def _hello(self, _message, channel, reply, _fail):
        self._door.give_control(channel)
        self._helpers.when_measured(lambda: reply(self._greeting()))

    def _greeting(self):
        can, missing = self._helpers.capabilities()
        return {
            "protocol": PROTOCOL,
            "version": VERSION,
            "pid": os.getpid(),
            "uid": os.geteuid(),
            "startedAt": self._started_at,
            "python": sys.version.split()[0],
            "can": can,
            "missing": missing,
            "sequence": max((process.log.sequence for process in self._processes.values()), default=0),
        }

    def _start(self, message, _channel, reply, fail):
        if self._stopping:
            raise Refused("stopping", "The keeper is on its way out")
        if message["process"] in self._processes:
            raise Refused("process_exists", "This process id is in use")
        for process in self._processes.values():
            if process.folder == message["folder"] and process.state != "exited":
                raise Refused("folder_in_use", "A living process uses this folder")
        check_start(message)
        process = Process(
            self._loop,
            message,
            self._door.emit,
            self._journal,
            self._has_sibling,
            self._helpers,
            self._adopted.of,
        )
        self._processes[process.id] = process
        self._forget_older(process.install)
        self._helpers.when_measured(lambda: self._begin(process, reply, fail))

    def _begin(self, process, reply, fail):
        def born():
            reply({"pid": process.pid, "socket": process.socket_path})

        def failed(text):
            self._processes.pop(process.id, None)
            fail("start_failed", text)

        process.begin(born, failed, self._ended_early)

    def _has_sibling(self, process):
        others = (each for each in self._processes.values() if each is not process and each.state != "exited")
        return any(each.uid == process.uid for each in others)

    def _deliver(self, message, _channel, reply, fail):
        check_document(message["document"])
        self._process(message).deliver(message, reply, fail)

    def _stop(self, message, _channel, reply, _fail):
        self._process(message).stop(message.get("graceMs", 5000), lambda outcome: reply({"exit": outcome}))

    def _list(self, _message, _channel, reply, _fail):
        reply({"processes": [process.describe() for process in self._processes.values()]})

    def _forget(self, message, _channel, reply, _fail):
        process = self._processes.get(message["process"])
        if process is not None:
            if process.state != "exited":
                raise Refused("process_exists", "A living process cannot be forgotten")
            del self._processes[process.id]
        reply({})

    def _forget_older(self, install):
        ended = [
            each for each in self._processes.values() if each.install == install and each.state == "exited"
        ]
        for process in ended[:-ENDED_KEPT_PER_INSTALL]:
            del self._processes[process.id]

    def _stats(self, message, _channel, reply, _fail):
        process = self._process(message)
        if process.state == "exited" or process.pid is None:
            raise Refused("ended", "The process has ended or is not there yet")
        reply(process.stats())

    def _memory(self, _message, _channel, reply, _fail):
        living = (process for process in self._processes.values() if process.state != "exited")
        reply({"bytes": sum(process.used_bytes for process in living)})

    def _logs(self, message, _channel, reply, _fail):
        if "process" in message:
            chosen = [self._process(message)]
        else:
            chosen = [each for each in self._processes.values() if each.install == message["install"]]
        after, lines_max = int(message.get("after") or 0), int(message.get("linesMax") or 1000)
        found = sorted(
            (line for each in chosen for line in each.log.lines_after(after)),
            key=lambda line: line["sequence"],
        )
        lines, size = [], 0
        for line in found[:lines_max]:
            size += len(line["text"])
            if lines and size > LOG_ANSWER_CHARACTERS_MAX:
                break
            lines.append(line)
        dropped = any(each.log.dropped_until > after for each in chosen)
        reply({"lines": lines, "dropped": dropped, "next": lines[-1]["sequence"] if lines else after})

    def _prepare(self, message, _channel, reply, _fail):
        check_environment(message)

        def made(is_ready):
            reply({"ready": is_ready})

        self._helpers.when_measured(lambda: self._helpers.nurseries.make(message, made))

    def _release(self, message, _channel, reply, _fail):
        self._helpers.nurseries.release(message["environmentId"])
        reply({})

    def _quit(self, message, _channel, reply, _fail):
        self.quit(message.get("graceMs", 5000), lambda: reply({}))
