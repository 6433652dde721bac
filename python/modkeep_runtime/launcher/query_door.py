"""The doors through which a query reaches a script, in every release: a client's request, and a page change
that the module makes itself.

Nothing behind these doors sees a query that the guard has not judged.
"""

import dataclasses

from ..guard import QueryGuard, Visit
from .internals import run_context
from .run_environment import hide_per_run


class NoDoor(Exception):
    pass


def install(internals, rules, query):
    """Raises NoDoor when this release has no such door: a module with credentials must not run unguarded."""
    if not internals.can["rerun"]:
        if not rules and not query.get("launch"):
            return
        raise NoDoor("This Streamlit release has no place to judge a visitor's query")
    guard, visits = QueryGuard(rules, query), {}
    _guard_clients(internals.AppSession, guard, visits)
    if internals.can["pages"]:
        _guard_page_changes(internals.ScriptRequests, guard, visits)
    if guard.hideable and internals.can["pin"]:
        hide_per_run(internals.ScriptRunContext, guard.hidden, guard.hideable)


def _guard_clients(AppSession, guard, visits):
    original_rerun, original_shutdown = AppSession.request_rerun, AppSession.shutdown

    def request_rerun(session, client_state, *arguments, **named):
        if client_state is not None:
            visit = visits.setdefault(session.id, Visit())
            seen = guard.enter(client_state.query_string, visit, is_new_page(client_state, session))
            if seen != client_state.query_string:
                copy = type(client_state)()
                copy.CopyFrom(client_state)
                copy.query_string = seen
                client_state = copy
        return original_rerun(session, client_state, *arguments, **named)

    def shutdown(session, *arguments, **named):
        visits.pop(session.id, None)
        return original_shutdown(session, *arguments, **named)

    AppSession.request_rerun, AppSession.shutdown = request_rerun, shutdown


def is_new_page(client_state, session):
    """A session's first request and a request for the page it is on are none. A page may be asked for by hash
    or by name.
    """
    current = session._client_state.page_script_hash
    if client_state.page_script_hash:
        return client_state.page_script_hash != current
    return bool(client_state.page_name)


def _guard_page_changes(ScriptRequests, guard, visits):
    """st.switch_page asks the running script for another page with a cleared query, past the client's door."""
    original = ScriptRequests.request_rerun

    def request_rerun(requests, data, *arguments, **named):
        context = run_context()
        if (
            context is not None
            and data.page_script_hash
            and data.page_script_hash != context.page_script_hash
        ):
            visit = visits.get(context.session_id)
            if visit is not None:
                data = dataclasses.replace(data, query_string=guard.enter(data.query_string, visit, True))
        return original(requests, data, *arguments, **named)

    ScriptRequests.request_rerun = request_rerun
