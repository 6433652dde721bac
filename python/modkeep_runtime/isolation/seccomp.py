"""The system calls that no module needs and that reach past its walls: looking into other processes, changing
mounts and namespaces, the kernel's own inside. They answer EPERM; everything else goes through.

A list of what is refused, not of what is allowed: modules bring any library. It stands behind the other
layers and keeps the kernel's surface small. Classic BPF, made by hand; x86_64 and aarch64.
"""

import struct

from . import kernel

# Name -> number on x86_64, aarch64. None: not there.
REFUSED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42),
    "vhangup": (153, 58),
    "syslog": (103, 116),
    "fanotify_init": (300, 262),
    "personality": (135, 92),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "set_mempolicy_home_node": (450, 450),
}
# AUDIT_ARCH_*; numbers of clone, ioctl, socket; where x32 calls begin.
MACHINES = {"x86_64": (0xC000003E, 56, 16, 41, 0x40000000), "aarch64": (0xC00000B7, 220, 29, 198, None)}
CLONE3 = 435
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWCGROUP
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
)
# Typing into a terminal: TIOCSTI, TIOCLINUX.
TERMINAL_TRICKS = (0x5412, 0x541C)
# unix, inet, inet6, and netlink, which getaddrinfo asks. Not vsock, packet, alg and whatever comes.
FAMILIES = (1, 2, 10, 16)

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL_PROCESS, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, MACHINE = 0, 4
# Low halves of the first two arguments, on little-endian machines.
FIRST, SECOND = 16, 24


def apply():
    """For this process and everything it starts, for good. Needs no_new_privs."""
    if kernel.MACHINE not in MACHINES:
        raise OSError(ENOSYS, "no seccomp filter for %s" % kernel.MACHINE)
    steps = program(kernel.MACHINE)
    kernel.set_filter(b"".join(struct.pack("HBBI", *step) for step in steps), len(steps))


def program(machine):
    place = 0 if machine == "x86_64" else 1
    audit, clone, ioctl, socket, foreign = MACHINES[machine]
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL_PROCESS), (LOAD, 0, 0, NUMBER)]
    if foreign is not None:
        steps += [(AT_LEAST, 0, 1, foreign), (RETURN, 0, 0, REFUSE | EPERM)]
    for number in sorted(numbers[place] for numbers in REFUSED.values() if numbers[place] is not None):
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | EPERM)]
    # Its flags lie in memory, where a filter cannot look; libc then takes clone.
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | ENOSYS)]
    steps += _judged(clone, FIRST, [(ANY_BIT, NAMESPACES)], EPERM)
    steps += _judged(ioctl, SECOND, [(EQUAL, request) for request in TERMINAL_TRICKS], EPERM)
    steps += _admitted(socket, FIRST, FAMILIES, EAFNOSUPPORT)
    return steps + [(RETURN, 0, 0, ALLOW)]


def _judged(number, argument, tests, error):
    """Refused when one of the tests holds for the argument."""
    body = [(LOAD, 0, 0, argument)]
    for place, (test, value) in enumerate(tests):
        body.append((test, len(tests) - place, 0, value))
    body += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE | error)]
    return [(EQUAL, 0, len(body), number), *body]


def _admitted(number, argument, values, error):
    body = [(LOAD, 0, 0, argument)]
    for place, value in enumerate(values):
        body.append((EQUAL, len(values) - place, 0, value))
    body += [(RETURN, 0, 0, REFUSE | error), (RETURN, 0, 0, ALLOW)]
    return [(EQUAL, 0, len(body), number), *body]
