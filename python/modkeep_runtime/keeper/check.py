"""Parses orders at the door: behind it, fields have the types that PROTOCOL.md gives them."""

import os


class Refused(Exception):
    """An order that is answered with an error code; its text never holds a value."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def check_environment(message):
    _check_paths(message, "python", "runtime")
    for path in message.get("reach", ()):
        if not isinstance(path, str) or not os.path.isabs(path):
            raise ValueError("reach")


def check_start(message):
    check_environment(message)
    for name in ("process", "install"):
        if not isinstance(message[name], str) or not message[name]:
            raise ValueError(name)
    _check_paths(message, "home", "folder")
    if not isinstance(message["app"]["root"], str) or not isinstance(message["app"]["entrypoint"], str):
        raise ValueError("app")
    user = message.get("user")
    if user is not None:
        if not isinstance(user["uid"], int) or not isinstance(user["gid"], int) or user["uid"] <= 0:
            raise ValueError("user")
        if os.geteuid() != 0 and user["uid"] != os.geteuid():
            raise Refused(
                "start_failed",
                "Cannot start the process: step user: only root can give a process another user id",
            )
    check_document(message["document"])


def check_document(document):
    if not isinstance(document["text"], str) or not isinstance(document["serial"], int):
        raise ValueError("document")
    for name, value in document["environment"].items():
        if not isinstance(value, str) or not name or "=" in name or "\0" in name + value:
            raise ValueError("document.environment")


def _check_paths(message, *names):
    for name in names:
        if not isinstance(message[name], str) or not os.path.isabs(message[name]):
            raise ValueError(name)
