"""Tells the keeper what the first script run has imported from the environment, so that the next interpreter
can have it imported before it is needed. Names only; the module's own files are not among them.
"""

import os
import sys
import threading

# A first run that loads large libraries takes longer than a plain one.
LOOKS_S = (2.0, 30.0)


def tell_after_first_run(Context, send):
    known = set(sys.modules)
    original_reset = Context.reset

    def reset(context, *arguments, **named):
        Context.reset = original_reset
        threading.Thread(target=_tell, args=(known, send), daemon=True, name="modkeep-imports").start()
        return original_reset(context, *arguments, **named)

    Context.reset = reset


def _tell(known, send):
    waited = threading.Event()
    for seconds in LOOKS_S:
        waited.wait(seconds)
        names = [name for name in list(sys.modules) if name not in known and _is_of_environment(name)]
        known.update(names)
        if names:
            send({"event": "imported", "modules": names})


def _is_of_environment(name):
    module = sys.modules.get(name)
    # Never getattr: some modules are imported only when they are looked at.
    path = getattr(module, "__dict__", {}).get("__file__")
    if not isinstance(path, str) or name.startswith("modkeep_runtime."):
        return False
    return any(path.startswith(prefix.rstrip(os.sep) + os.sep) for prefix in (sys.prefix, sys.base_prefix))
