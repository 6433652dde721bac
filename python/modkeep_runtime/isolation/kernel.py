"""The system calls that Python has no function for. Each raises OSError with its own name."""

import ctypes
import os
import platform

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_SECUREBITS, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 28, 36, 38, 47
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)
MNT_DETACH = 2
# Of mount_setattr(2): the same four restrictions under other numbers.
RDONLY, NOSUID, NODEV, NOEXEC = 1, 2, 4, 8
AT_FDCWD, AT_EMPTY_PATH, AT_RECURSIVE = -100, 0x1000, 0x8000
OPEN_TREE_CLONE, MOVE_MOUNT_F_EMPTY_PATH = 1, 4

MACHINE = platform.machine()
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "capset": 126, "keyctl": 250},
    "aarch64": {"pivot_root": 41, "capset": 91, "keyctl": 219},
}.get(MACHINE, {})
# Numbers above 423 are the same everywhere.
_NUMBERS.update({"open_tree": 428, "move_mount": 429, "close_range": 436, "mount_setattr": 442})


class MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace")]


def _call(name, *arguments):
    return _check(name, getattr(_libc, name)(*map(_converted, arguments)))


def _system_call(name, *arguments):
    if name not in _NUMBERS:
        raise OSError(38, "%s: unknown on %s" % (name, MACHINE))
    return _check(name, _libc.syscall(ctypes.c_long(_NUMBERS[name]), *map(_converted, arguments)))


def _converted(value):
    if isinstance(value, int):
        return ctypes.c_ulong(value)
    return value.encode() if isinstance(value, str) else value


def _check(name, result):
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, "%s: %s" % (name, os.strerror(error)))
    return result


def prctl(option, value, third=0, fourth=0):
    return _call("prctl", option, value, third, fourth, 0)


def unshare(flags):
    _call("unshare", flags)


def setns(descriptor, kind):
    _call("setns", descriptor, kind)


def mount(source, target, kind, flags, options=None):
    _call("mount", source, target, kind, flags, options)


def unmount(target, flags):
    _call("umount2", target, flags)


def pivot_root(new, old):
    _system_call("pivot_root", new, old)


def set_host_name(name):
    _call("sethostname", name, len(name))


def bind(source, target, attributes):
    """The tree at `source` appears at `target`, submounts included, all of it with these restrictions (5.12)."""
    tree = _system_call(
        "open_tree", AT_FDCWD, source, OPEN_TREE_CLONE | AT_RECURSIVE | getattr(os, "O_CLOEXEC", 0x80000)
    )
    try:
        wanted = MountAttributes(attributes, 0, 0, 0)
        size = ctypes.sizeof(wanted)
        flags = AT_EMPTY_PATH | AT_RECURSIVE
        _system_call("mount_setattr", tree, "", flags, ctypes.byref(wanted), size)
        _system_call("move_mount", tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH)
    finally:
        os.close(tree)


def restrict(path, attributes):
    """Adds restrictions to the one mount at `path`."""
    wanted = MountAttributes(attributes, 0, 0, 0)
    _system_call("mount_setattr", AT_FDCWD, path, 0, ctypes.byref(wanted), ctypes.sizeof(wanted))


def drop_capabilities():
    """Effective, permitted, inheritable, ambient: none of any."""
    version_and_self, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _system_call("capset", version_and_self, none)


def join_new_session_keyring():
    join = 1
    _system_call("keyctl", join, None)


def close_from(first):
    """Every descriptor from `first` on."""
    try:
        _system_call("close_range", first, 0xFFFFFFFF, 0)
    except OSError:
        os.closerange(first, 1 << 16)


def set_filter(program, count):
    """A seccomp filter in classic BPF, for this process and everything it starts."""
    mode_filter = 2
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("count", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    wanted = Program(count, ctypes.cast(buffer, ctypes.c_void_p).value)
    prctl(PR_SET_SECCOMP, mode_filter, ctypes.addressof(wanted))
