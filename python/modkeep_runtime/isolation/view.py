"""An own root: the system's programs and libraries, the interpreter, the environment and the runtime to read;
the process's own folders to write; private temporary folders. Of the rest of the machine there is nothing.

Paths are the same inside as outside. The old root stays below `OLD` until `let_go`, because what is mounted
next (`/proc`) needs to see it.
"""

import os

from . import kernel

STAGE, OLD = "/tmp", "/.old"
# The linker's cache, certificates, fonts and the clock's zone: public files that libraries look for.
ETC = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "ssl",
    "pki",
    "ca-certificates",
    "fonts",
    "alternatives",
    "protocols",
    "services",
    "ImageMagick-6",
    "magic",
)
SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
DEVICES = ("null", "zero", "full", "random", "urandom")
TEMPORARY_BYTES = 256 << 20

READ_ONLY = kernel.RDONLY | kernel.NOSUID | kernel.NODEV
WRITABLE = kernel.NOSUID | kernel.NODEV


def build(readable, writable, user, temporary_bytes=TEMPORARY_BYTES):
    """In a mount namespace of its own; afterwards this process's root is the view."""
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("modkeep", STAGE, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=4m")
    os.mkdir(STAGE + OLD)
    kernel.pivot_root(STAGE, STAGE + OLD)
    os.chdir("/")
    for name in ("proc", "run", "var", "home", "usr", "etc", "dev"):
        os.mkdir("/" + name)
    _temporary("/tmp", temporary_bytes)
    _system()
    _etc(user)
    _devices(temporary_bytes)
    for path in _outermost(readable):
        _show(path, READ_ONLY)
    for path in writable:
        _show(os.path.normpath(path), WRITABLE)


def let_go():
    """Of the machine's own root."""
    kernel.unmount(OLD, kernel.MNT_DETACH)
    os.rmdir(OLD)


def close_root():
    """The root itself takes no more files, not even from a process with its user's rights."""
    kernel.restrict("/", READ_ONLY)


def _system():
    kernel.bind(OLD + "/usr", "/usr", READ_ONLY)
    for name in SYSTEM:
        outside = OLD + "/" + name
        if os.path.islink(outside):
            os.symlink(os.readlink(outside), "/" + name)
        elif os.path.isdir(outside):
            os.mkdir("/" + name)
            kernel.bind(outside, "/" + name, READ_ONLY)


def _etc(user):
    for name in ETC:
        outside = OLD + _real_outside("/etc/" + name)
        if os.path.exists(outside):
            _mount_point("/etc/" + name, os.path.isdir(outside))
            kernel.bind(outside, "/etc/" + name, READ_ONLY | kernel.NOEXEC)
    identity = user or {"uid": os.getuid(), "gid": os.getgid()}
    names = (identity["uid"], identity["gid"])
    _write("/etc/passwd", "root:x:0:0::/:/usr/sbin/nologin\nmodule:x:%d:%d::/tmp:/bin/sh\n" % names)
    _write("/etc/group", "root:x:0:\nmodule:x:%d:\n" % identity["gid"])
    _write("/etc/hosts", "127.0.0.1 localhost module\n::1 localhost module\n")
    _write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
    _write("/etc/hostname", "module\n")


def name_server(address):
    """Where the view's processes ask for names; before the root is closed."""
    _write("/etc/resolv.conf", "nameserver %s\n" % address)


def machine_name_servers():
    """The machine's own file, for a process that keeps the machine's network."""
    try:
        with open(OLD + "/etc/resolv.conf") as file:
            _write("/etc/resolv.conf", file.read())
    except OSError:
        pass


def _devices(temporary_bytes):
    for name in DEVICES:
        _write("/dev/" + name, "")
        kernel.bind(OLD + "/dev/" + name, "/dev/" + name, kernel.NOSUID | kernel.NOEXEC)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink("/proc/self/fd" + target, "/dev/" + name)
    os.mkdir("/dev/shm")
    _temporary("/dev/shm", temporary_bytes)


def _temporary(path, size):
    if not os.path.isdir(path):
        os.mkdir(path)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("modkeep", path, "tmpfs", flags, "mode=1777,size=%d,nr_inodes=65536" % size)


def _show(path, attributes):
    outside = OLD + _real_outside(path)
    if not os.path.exists(outside):
        raise FileNotFoundError(2, "there is no %s" % path)
    if not os.path.exists(path):
        _mount_point(path, os.path.isdir(outside))
    kernel.bind(outside, path, attributes)


def _real_outside(path):
    """Where a path with links in it leads on the machine, which lies below `OLD` now."""
    seen = 0
    done, rest = "/", [name for name in path.split("/") if name]
    while rest:
        name = rest.pop(0)
        if name == "..":
            done = os.path.dirname(done)
            continue
        step = os.path.join(done, name)
        if os.path.islink(OLD + step):
            seen += 1
            if seen > 40:
                raise OSError(40, "too many links")
            target = os.readlink(OLD + step)
            if target.startswith("/"):
                done = "/"
            rest = [part for part in target.split("/") if part and part != "."] + rest
        else:
            done = step
    return done


def _mount_point(path, is_folder):
    if is_folder:
        os.makedirs(path, mode=0o755, exist_ok=True)
        return
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    _write(path, "")


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def _outermost(paths):
    """Both as named and where it really lies, without what lies below another one."""
    wanted = set()
    for path in paths:
        absolute = os.path.normpath(path)
        wanted.update((absolute, _real_outside(absolute)))
    kept = []
    for path in sorted(each for each in wanted if os.path.exists(OLD + _real_outside(each))):
        covers = ["/usr", *kept]
        if not any(path == outer or path.startswith(outer.rstrip("/") + "/") for outer in covers):
            kept.append(path)
    return kept
