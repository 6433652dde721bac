"""Says what Python makes of TOML texts: one JSON object a line in, one a line out, in order.

In:  {"text": "...", "old": true}   `old` asks for toml 0.10.2 too.
Out: {"new": result, "old": result or null}, a result being {"ok": value} or {"error": "..."}; values carry their type,
     floats and integers as Python's str() prints them.
"""

import datetime
import json
import math
import signal
import sys
import tomllib

import toml


class Hang(Exception):
    pass


def on_alarm(*_):
    raise Hang("no answer in 2 seconds")


def tagged(value):
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, int):
        return ["integer", str(value)]
    if isinstance(value, float):
        return ["float", "nan" if math.isnan(value) else str(value)]
    if isinstance(value, datetime.datetime):
        text = value.isoformat()
        if value.tzinfo is None:
            return ["local-datetime", text]
        return ["offset-datetime", text[:-6] + "Z" if text.endswith("+00:00") else text]
    if isinstance(value, datetime.date):
        return ["local-date", value.isoformat()]
    if isinstance(value, datetime.time):
        return ["local-time", value.isoformat()]
    if isinstance(value, list):
        return ["array", [tagged(item) for item in value]]
    return ["table", [[key, tagged(item)] for key, item in value.items()]]


def result(loads, text):
    try:
        signal.setitimer(signal.ITIMER_REAL, 2)
        return {"ok": tagged(loads(text))}
    except BaseException as error:  # toml 0.10.2 raises IndexError, AttributeError and others too
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main():
    signal.signal(signal.SIGALRM, on_alarm)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {
            "new": result(tomllib.loads, asked["text"]),
            "old": result(toml.loads, asked["text"]) if asked.get("old") else None,
        }
        sys.stdout.write(json.dumps(answer) + "\n")


main()
