"""Makes the forked child what an executed launcher would be: environment, signals, seeds, paths. Then it
serves; like an executed one it ends with the interpreter's own end.
"""

import atexit
import gc
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback


def become(order, written):
    """`written`: environment names that the imports have set. Does not return."""
    code = 1
    try:
        _take_environment({**written, **order["environment"]})
        _take_signals()
        sys.argv[:] = order["arguments"]
        tempfile.tempdir = None
        random.seed()
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed()
        gc.enable()
        from ..launcher.internals import forget_paths
        from ..launcher.serve import serve

        forget_paths()
        serve()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        _end(code)


def _take_environment(block):
    os.environ.clear()
    os.environ.update(block)
    time.tzset()


def _take_signals():
    # As the interpreter sets them when it begins.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_IGN)


def _end(code):
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
