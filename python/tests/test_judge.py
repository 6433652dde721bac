"""Which addresses a module may reach, by what they are."""

import ipaddress
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.egress.judge import is_open  # noqa: E402

OPEN = ("8.8.8.8", "1.1.1.1", "9.9.9.9", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8")
CLOSED = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.9.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
)


class Judge(unittest.TestCase):
    def test_public_addresses_are_open(self):
        for text in OPEN:
            self.assertTrue(is_open(text), text)

    def test_private_local_and_metadata_addresses_are_closed(self):
        for text in CLOSED:
            self.assertFalse(is_open(text), text)

    def test_a_network_that_the_operator_opens_is_open_but_for_this_machine_itself(self):
        allowed = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("127.0.0.0/8")]
        self.assertTrue(is_open("10.1.2.3", allowed))
        self.assertFalse(is_open("127.0.0.1", allowed))
        self.assertFalse(is_open("192.168.1.1", allowed))


if __name__ == "__main__":
    unittest.main()
