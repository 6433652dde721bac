"""Takes the keeper's orders one after the other, and ends with it.

`cell`    builds one; answers with the kinds of its namespaces and, as descriptors, these and the egress's sockets
`start`   puts a new interpreter into a cell (the cold way); answers with its process id
`group`   puts a process under limits of its own, where there are control groups; `ungroup` ends that, and answers
          whether it ran out of memory
`nursery` starts a pre-forked interpreter in a place without network, secrets or rights; answers with its process id
"""

import os
import signal

from ..isolation import kernel, packets
from ..isolation.cell import StepFailed
from ..isolation.enter import EnterFailed, enter
from . import measure, nursery
from .groups import find
from .raise_cell import raise_cell


def serve(keeper):
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    os.set_inheritable(keeper.fileno(), False)
    # One that was stopped would not see the keeper's end.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGCONT)
    groups, why = find(os.getpid())
    told = measure.measure()
    told["groups"] = groups is not None
    if why:
        told["why"]["groups"] = why
    packets.send(keeper, {"measured": told})
    operations = {"cell": _cell, "start": _start, "nursery": nursery.start}
    operations["group"] = lambda message, _: _group(groups, message)
    operations["ungroup"] = lambda message, _: ({"outOfMemory": groups.remove(message["process"])}, [])
    try:
        _serve(keeper, operations)
    finally:
        if groups:
            groups.close()


def _serve(keeper, operations):
    while True:
        message, descriptors = packets.receive(keeper)
        if message is None:
            return
        made = []
        try:
            answer, made = operations[message["op"]](message, descriptors)
        except (StepFailed, EnterFailed, OSError) as error:
            answer = {"error": str(error)}
        packets.send(keeper, {"id": message["id"], **answer}, made)
        for descriptor in (*descriptors, *made):
            os.close(descriptor)


def _cell(message, descriptors):
    life, *ground = descriptors
    told, made = raise_cell(message, life, ground[0] if ground else None)
    return told, made


def _start(message, descriptors):
    count = len(message["kinds"])
    program = message["program"]

    def execute(_told):
        os.execve(program["path"], program["arguments"], program["environment"])

    return {"pid": enter(message, descriptors[:count], descriptors[count:], execute)}, []


def _group(groups, message):
    groups.add(message["process"], message["pid"], message["limits"])
    return {"events": groups.events(message["process"])}, []
