"""The keeper's orders, one after the other.

`fork`: a child goes into the cell whose namespaces come along, and serves a module. `learn`: imports more.
What was told at the beginning and after `learn`: environment names that the imports have read, because a
module that sets one of them must be started without what was imported before.
"""

import gc
import os

from ..isolation import packets
from ..isolation.enter import EnterFailed, enter
from . import preload
from .become import become


def serve(keeper):
    os.set_inheritable(keeper.fileno(), False)
    packets.send(keeper, {"ready": preload.base()})
    while True:
        message, descriptors = packets.receive(keeper)
        if message is None:
            return
        try:
            answer = _learn(message) if message["op"] == "learn" else _fork(keeper, message, descriptors)
        except (EnterFailed, OSError) as error:
            answer = {"error": str(error)}
        packets.send(keeper, {"id": message["id"], **answer})
        for each in descriptors:
            os.close(each)


def _learn(message):
    return preload.more(message["modules"])


def _fork(keeper, message, descriptors):
    trouble = preload.not_alone()
    if trouble:
        return {"error": "step fork: %s" % trouble}
    count = len(message["kinds"])

    def go_on(told):
        os.close(told)
        become(message, preload.written())

    # Nothing is collected in between: a collection would touch, and so copy, every page.
    gc.disable()
    try:
        return {"pid": enter(message, descriptors[:count], descriptors[count:], go_on)}
    finally:
        gc.enable()
