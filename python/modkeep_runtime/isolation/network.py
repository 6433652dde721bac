"""A network of the cell's own, in which nothing lives but the cell itself. Its one way out is the egress:
what goes to a public address over TCP is led, in the cell, to a socket that the egress process holds there;
names are answered by the egress too. Private, local and metadata ranges have no route at all.

No address, route or rule of the machine changes, and the machine need not forward anything. Netlink by hand:
neither `ip` nor `nft` has to be installed.
"""

import fcntl
import socket
import struct

# Benchmarking range: never routed on the internet. The cell's own address, so that libraries see one that is
# no loopback; and where its processes ask for names.
ADDRESS, ADDRESS_6 = "198.18.0.1", "fd6d:6f64::1"
NAMES_PORT = 53
# No way out from a cell to these. The egress judges each connection again, by the address it is about to use.
CLOSED = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
)
CLOSED_6 = ("::ffff:0:0/96", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32")

NETLINK_NETFILTER = 12
REQUEST, ACKNOWLEDGE, CREATE, EXCLUSIVE, APPEND = 1, 4, 0x400, 0x200, 0x800
NEW_ADDRESS, NEW_ROUTE = 20, 24
ERROR = 2


def open_up(has_ipv6):
    """In the new network namespace, with rights over it. Returns the sockets for the egress: TCP, names over
    UDP, names over TCP, and TCP over IPv6 where there is any.
    """
    _up("lo")
    index = socket.if_nametoindex("lo")
    with _Netlink(socket.NETLINK_ROUTE) as link:
        link.ask([_address(index, ADDRESS), _route(index, "0.0.0.0/0", ADDRESS)])
        link.ask([_no_route(index, net) for net in CLOSED])
        if has_ipv6:
            link.ask([_address(index, ADDRESS_6), _route(index, "::/0", ADDRESS_6)])
            link.ask([_no_route(index, net) for net in CLOSED_6])
    sockets = [
        _listen(socket.AF_INET, ("127.0.0.1", 0)),
        _bound(socket.AF_INET, socket.SOCK_DGRAM, (ADDRESS, NAMES_PORT)),
        _listen(socket.AF_INET, (ADDRESS, NAMES_PORT)),
    ]
    if has_ipv6:
        sockets.append(_listen(socket.AF_INET6, ("::1", 0)))
    with _Netlink(NETLINK_NETFILTER) as link:
        link.ask_at_once(_leading(sockets[0].getsockname()[1], 2, b"\x7f", socket.inet_aton(ADDRESS)))
        if has_ipv6:
            own = socket.inet_pton(socket.AF_INET6, ADDRESS_6)
            loopback = socket.inet_pton(socket.AF_INET6, "::1")
            link.ask_at_once(_leading(sockets[3].getsockname()[1], 10, loopback, own))
    return sockets


def has_ipv6():
    """Does this machine have a way to the internet over IPv6? Nothing is sent."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect(("2001:4860:4860::8888", 53))
        return True
    except OSError:
        return False


def _up(name):
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sH22x", name.encode(), 0)
        flags = struct.unpack("16sH22x", fcntl.ioctl(handle, get_flags, request))[1]
        fcntl.ioctl(handle, set_flags, struct.pack("16sH22x", name.encode(), flags | up))


def _listen(family, place):
    listening = _bound(family, socket.SOCK_STREAM, place)
    listening.listen(128)
    return listening


def _bound(family, kind, place):
    sock = socket.socket(family, kind)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind(place)
    return sock


# rtnetlink(7)


def _address(index, address):
    family, packed = _packed(address)
    bits, flags, universe = len(packed) * 8, 0x02 if family == socket.AF_INET6 else 0, 0
    body = struct.pack("BBBBI", family, bits, flags, universe, index)
    return NEW_ADDRESS, body + _attribute(2, packed) + _attribute(1, packed)


def _route(index, network, source):
    static, main_table, link_scope, unicast = 4, 254, 253, 1
    family, packed = _packed(source)
    body = struct.pack("BBBBBBBBI", family, 0, 0, 0, main_table, static, link_scope, unicast, 0)
    return NEW_ROUTE, body + _attribute(4, struct.pack("I", index)) + _attribute(7, packed)


def _no_route(index, network):
    static, main_table, universe, prohibit = 4, 254, 0, 8
    address, bits = network.split("/")
    family, packed = _packed(address)
    body = struct.pack("BBBBBBBBI", family, int(bits), 0, 0, main_table, static, universe, prohibit, 0)
    where = _attribute(4, struct.pack("I", index)) if family == socket.AF_INET6 else b""
    return NEW_ROUTE, body + _attribute(1, packed) + where


def _packed(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.inet_pton(family, address)


# nf_tables: one table for each family. Chain `lead` redirects new TCP connections; chain `stay` refuses
# whatever else would leave, so that a program is told at once instead of waiting for an answer that never
# comes.

ACCEPT, REGISTER, VERDICT = 1, 1, 0
NETWORK_HEADER, L4_PROTOCOL, TCP = 1, 16, 6
OUTPUT_HOOK = 3


def _leading(port, family, loopback, own):
    offset = 16 if family == 2 else 24
    to_loopback = [_load(offset, len(loopback)), _compare(True, loopback)]
    to_own = [_load(offset, len(own)), _compare(True, own)]
    from_here = [_load(offset, len(loopback)), _compare(False, loopback)]
    not_own = [_load(offset, len(own)), _compare(False, own)]
    redirect = [
        _expression("meta", _number(1, REGISTER) + _number(2, L4_PROTOCOL)),
        _compare(True, bytes([TCP])),
        _expression("immediate", _number(1, REGISTER) + _nested(2, _attribute(1, struct.pack(">H", port)))),
        _expression("redir", _number(1, REGISTER)),
    ]
    unreachable = _expression("reject", _number(1, 0) + _attribute(2, bytes([3 if family == 2 else 4])))
    return [
        (0, CREATE, family, _text(1, "modkeep")),
        (3, CREATE, family, _chain("lead", "nat", -100)),
        (3, CREATE, family, _chain("stay", "filter", 0)),
        (6, CREATE | APPEND, family, _rule("lead", [*to_loopback, _accept()])),
        (6, CREATE | APPEND, family, _rule("lead", [*to_own, _accept()])),
        (6, CREATE | APPEND, family, _rule("lead", redirect)),
        (6, CREATE | APPEND, family, _rule("stay", [*from_here, *not_own, unreachable])),
    ]


def _chain(name, kind, priority):
    hook = _number(1, OUTPUT_HOOK) + _number(2, priority & 0xFFFFFFFF)
    return _text(1, "modkeep") + _text(3, name) + _nested(4, hook) + _number(5, ACCEPT) + _text(7, kind)


def _rule(chain, expressions):
    listed = b"".join(_nested(1, each) for each in expressions)
    return _text(1, "modkeep") + _text(2, chain) + _nested(4, listed)


def _expression(name, data):
    return _text(1, name) + _nested(2, data)


def _load(offset, length):
    place = _number(2, NETWORK_HEADER) + _number(3, offset) + _number(4, length)
    return _expression("payload", _number(1, REGISTER) + place)


def _compare(equal, data):
    wanted = _nested(3, _attribute(1, data))
    return _expression("cmp", _number(1, REGISTER) + _number(2, 0 if equal else 1) + wanted)


def _accept():
    return _expression("immediate", _number(1, VERDICT) + _nested(2, _nested(2, _number(1, ACCEPT))))


def _attribute(kind, data):
    return struct.pack("HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def _nested(kind, data):
    return _attribute(kind | 0x8000, data)


def _number(kind, value):
    return _attribute(kind, struct.pack(">I", value))


def _text(kind, value):
    return _attribute(kind, value.encode() + b"\0")


class _Netlink:
    def __init__(self, protocol):
        self._sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self._sock.bind((0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._sock.close()

    def ask(self, requests):
        """Each answered on its own: routes and addresses."""
        flags = REQUEST | ACKNOWLEDGE | CREATE | EXCLUSIVE
        for number, (kind, body) in enumerate(requests):
            self._sock.send(_message(kind, flags, number, body))
            self._expect(1)

    def ask_at_once(self, changes):
        """All or nothing: a batch of nf_tables."""
        tables, begin, end = 10, 0x10, 0x11
        batch = _message(begin, REQUEST, 0, struct.pack(">BBH", 0, 0, tables))
        for number, (kind, flags, family, body) in enumerate(changes, 1):
            head = struct.pack(">BBH", family, 0, 0)
            batch += _message(tables << 8 | kind, REQUEST | ACKNOWLEDGE | flags, number, head + body)
        self._sock.send(batch + _message(end, REQUEST, 0, struct.pack(">BBH", 0, 0, tables)))
        self._expect(len(changes))

    def _expect(self, answers):
        while answers > 0:
            data = self._sock.recv(1 << 16)
            while len(data) >= 16:
                length, kind = struct.unpack_from("IH", data)
                if kind == ERROR:
                    error = -struct.unpack_from("i", data, 16)[0]
                    if error:
                        raise OSError(error, "netlink")
                    answers -= 1
                data = data[(length + 3) & ~3 :]


def _message(kind, flags, number, body):
    return struct.pack("IHHII", 16 + len(body), kind, flags, number, 0) + body + b"\0" * (-len(body) % 4)
