"""The connected sessions: counted, told to the keeper when they change, and rerun when a delivery asks for
it.

Only sessions that are idle at that moment run again, four at a time: all at once, and nobody would see
anything before the last is done (50 sessions: 4.9 s; four at a time: 0.4-0.8 s). One of the four is over when what
it shows has left for the browser: scripts that follow each other at once keep the interpreter's lock from the
loop that sends (200 sessions, 1.23.1, 1.40.2, 1.67.0: first shown after 168, 30, 103 ms, the last after 2.9, 0.9,
3.1 s; now 55, 31, 47 ms and 2.2, 1.1, 1.3 s). A running script, a half-filled form, is never disturbed.
"""

import concurrent.futures

from .internals import has_unsent, is_idle

AT_ONCE = 4
# The loop must have slept once: the acknowledgement leaves before the script threads take the interpreter's
# lock.
BEGIN_S, LOOK_AGAIN_S = 0.001, 0.003
ANSWER_LIMIT_S = 2.0


class Sessions:
    def __init__(self, internals, send):
        self._internals, self._send = internals, send
        self._told = None
        if internals.can["sessions"]:
            for name in ("connect_session", "disconnect_session", "close_session"):
                self._tell_after(name)

    def count_and_rerun(self, wanted):
        """(number of sessions or None, {"idle", "busy", "new"} or None)."""
        runtime, loop = self._internals.runtime_and_loop()
        if loop is None or not self._internals.can["rerun"]:
            return None, None
        answer = concurrent.futures.Future()

        def look():
            try:
                sessions = [info.session for info in runtime._session_mgr.list_active_sessions()]
                if not wanted:
                    answer.set_result((len(sessions), None))
                    return
                busy = [each for each in sessions if not is_idle(each)]
                idle = [each for each in sessions if is_idle(each) and has_run(each)]
                # Connected, but never ran: the browser is about to ask by itself, with a query that is not
                # known yet.
                new = len(sessions) - len(busy) - len(idle)
                answer.set_result((len(sessions), {"idle": len(idle), "busy": len(busy), "new": new}))
                loop.call_later(BEGIN_S, self._begin, runtime, loop, idle, [])
            except BaseException as error:
                answer.set_exception(error)

        loop.call_soon_threadsafe(look)
        try:
            return answer.result(ANSWER_LIMIT_S)
        except Exception:
            # The loop is held up by the module: the values are in place all the same.
            return None, None

    def _begin(self, runtime, loop, waiting, running):
        running = [each for each in running if not is_idle(each) or has_unsent(runtime, each)]
        later = []
        for session in waiting:
            if not is_idle(session):
                # Somebody has clicked meanwhile: that run has the new values already.
                continue
            if session._scriptrunner is None and len(running) < AT_ONCE:
                session.request_rerun(session._client_state)
                running.append(session)
            else:
                later.append(session)
        if later:
            loop.call_later(LOOK_AGAIN_S, self._begin, runtime, loop, later, running)

    def _tell_after(self, name):
        Runtime, sessions = self._internals.Runtime, self
        original = Runtime.__dict__[name]

        def wrapped(runtime, *arguments, **named):
            result = original(runtime, *arguments, **named)
            sessions._tell(runtime)
            return result

        setattr(Runtime, name, wrapped)

    def _tell(self, runtime):
        try:
            count = runtime._session_mgr.num_active_sessions()
        except Exception:
            return
        if count != self._told:
            self._told = count
            self._send({"event": "sessions", "count": count})


def has_run(session):
    """A session's state is put away with its runner, a moment after its last element was shown."""
    return session._scriptrunner is not None or bool(session._client_state.page_script_hash)
