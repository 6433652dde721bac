"""What a start message means for those who build the cell and the interpreter: paths, limits, environment
block, command line. No document, no value: those go over the control socket only.
"""

import os

TEMPORARY_BYTES_MIN, TEMPORARY_BYTES_MAX = 32 << 20, 256 << 20
# What a module starts inherits this name, so that it is found when the module has ended.
MARK = "MODKEEP_PROCESS"


def cell_order(spec, owner, without):
    """`owner`: who may enter (when the keeper is root)."""
    return {
        "readable": readable(spec),
        "writable": writable(spec),
        "user": spec.get("user"),
        "owner": owner,
        "temporaryBytes": temporary_bytes(spec.get("limits") or {}),
        "without": without,
    }


def temporary_bytes(limits):
    """Of /tmp and of /dev/shm, each: they are memory that no process holds."""
    memory = limits.get("memoryBytes")
    return min(TEMPORARY_BYTES_MAX, max(memory // 8, TEMPORARY_BYTES_MIN)) if memory else TEMPORARY_BYTES_MAX


def enter_order(spec, without):
    return {
        "user": spec.get("user"),
        "limits": spec.get("limits") or {},
        "cwd": working_directory(spec),
        "keeper": os.getpid(),
        "without": without,
    }


def program(spec):
    launcher = os.path.join(spec["runtime"], "launcher_main.py")
    return {
        "path": spec["python"],
        "arguments": [spec["python"], "-I", "-B", "-u", launcher, spec["install"]],
        "environment": environment_block(spec),
    }


def working_directory(spec):
    return os.path.normpath(os.path.join(spec["app"]["root"], spec["app"].get("directory") or ""))


def interpreter_paths(spec):
    """The environment and the installation that its interpreter belongs to."""
    interpreter = os.path.realpath(spec["python"])
    prefixes = [os.path.dirname(os.path.dirname(path)) for path in (spec["python"], interpreter)]
    # An interpreter in /bin has the whole machine as its prefix; what it needs of that is there anyway.
    return [path for path in prefixes if path != "/"]


def readable(spec):
    own = writable(spec)
    wanted = [*interpreter_paths(spec), spec["runtime"], *spec.get("reach", ())]
    return [path for path in wanted if path not in own]


def writable(spec):
    """Beside the private /tmp and /dev/shm. The folder with the document is the process's own; its parent is
    not.
    """
    paths = [spec["app"]["root"], spec["home"], os.path.join(spec["folder"], "secrets")]
    temporary = environment_block(spec)["TMPDIR"]
    if not temporary.startswith(spec["home"].rstrip("/") + "/"):
        paths.append(temporary)
    return paths


def environment_block(spec):
    """An allow-list. It can be read by other programs of the same user, so nothing secret is in it."""
    bin_folder = os.path.dirname(spec["python"])
    block = {
        "PATH": bin_folder + ":/usr/local/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": os.path.dirname(bin_folder),
        "HOME": spec["home"],
        "TMPDIR": os.path.join(spec["home"], ".tmp"),
        # A user id without a line in /etc/passwd has its name from here.
        "USER": "module",
        "LOGNAME": "module",
        "SHELL": "/bin/sh",
        MARK: spec["process"],
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    if "TZ" in os.environ:
        block["TZ"] = os.environ["TZ"]
    block.update(spec.get("environment") or {})
    return block
