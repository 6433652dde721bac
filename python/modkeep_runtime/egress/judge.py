"""Which addresses a module may reach: public ones. Not this machine, whatever the address, not private
networks, not a cloud's metadata. The judgement is about the address that is connected to, so no name and no
redirect gets around it.
"""

import ipaddress
import socket

from ..isolation.network import CLOSED, CLOSED_6

# Python's own list of what is not public differs between releases: what has no route is never open either.
NEVER = tuple(map(ipaddress.ip_network, (*CLOSED, *CLOSED_6)))
# Public by number, a cloud's own by meaning: Azure's wire server.
METADATA = {ipaddress.ip_address("168.63.129.16")}
# Addresses that carry another one: translated (NAT64) and tunnelled (6to4, Teredo).
CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def is_open(text, allowed=()):
    """`allowed`: networks that the operator opens although they are private."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if address.is_loopback or address.is_unspecified or address.is_multicast or address in METADATA:
        return False
    if any(address in network for network in allowed if network.version == address.version):
        return not is_own(address)
    closed = (each for each in (*NEVER, *CARRIERS) if each.version == address.version)
    if not address.is_global or any(address in each for each in closed):
        return False
    return not is_own(address)


def is_own(address):
    """Does this machine have the address? Only then can a socket be bound to it."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((str(address), 0))
            return True
        except OSError:
            return False
