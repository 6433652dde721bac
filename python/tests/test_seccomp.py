"""The filter of system calls, run by hand as the kernel runs it, for machines that are not this one too."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.isolation import seccomp  # noqa: E402

NEW_USER, NEW_THREAD = 0x10000000, 0x3D0F00
CALLS = {"x86_64": {"read": 0, "execve": 59}, "aarch64": {"read": 63, "execve": 221}}


def judge(machine, number, arguments=(), audit=None):
    """What the kernel would answer: the value of the step that returns."""
    program = seccomp.program(machine)
    places = {0: number, 4: audit or seccomp.MACHINES[machine][0]}
    places.update({16 + 8 * place: value & 0xFFFFFFFF for place, value in enumerate(arguments)})
    at, held = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            held, at = places.get(value, 0), at + 1
            continue
        holds = {
            seccomp.EQUAL: held == value,
            seccomp.AT_LEAST: held >= value,
            seccomp.ANY_BIT: bool(held & value),
        }[code]
        at += 1 + (if_true if holds else if_false)


class Filter(unittest.TestCase):
    def test_every_refused_call_is_refused_and_ordinary_ones_are_not(self):
        for place, machine in enumerate(("x86_64", "aarch64")):
            for name, numbers in seccomp.REFUSED.items():
                if numbers[place] is not None:
                    self.assertEqual(judge(machine, numbers[place]), seccomp.REFUSE | 1, (machine, name))
            for name, number in CALLS[machine].items():
                self.assertEqual(judge(machine, number), seccomp.ALLOW, (machine, name))

    def test_threads_and_forks_are_made_namespaces_are_not(self):
        for machine, (_, clone, _, _, _) in seccomp.MACHINES.items():
            self.assertEqual(judge(machine, clone, (NEW_THREAD,)), seccomp.ALLOW)
            self.assertEqual(judge(machine, clone, (17,)), seccomp.ALLOW)
            self.assertEqual(judge(machine, clone, (17 | NEW_USER,)), seccomp.REFUSE | 1)
            self.assertEqual(judge(machine, seccomp.CLONE3), seccomp.REFUSE | 38)

    def test_sockets_are_of_four_families_and_terminals_are_not_typed_into(self):
        for machine, (_, _, ioctl, socket, _) in seccomp.MACHINES.items():
            for family in range(64):
                wanted = seccomp.ALLOW if family in (1, 2, 10, 16) else seccomp.REFUSE | 97
                self.assertEqual(judge(machine, socket, (family,)), wanted, (machine, family))
            self.assertEqual(judge(machine, ioctl, (0, 0x5401)), seccomp.ALLOW)
            for request in (0x5412, 0x541C, 0x5412 | 1 << 40):
                self.assertEqual(judge(machine, ioctl, (0, request)), seccomp.REFUSE | 1)

    def test_calls_of_another_machine_and_of_x32_do_not_slip_through(self):
        self.assertEqual(judge("x86_64", 0, audit=0x40000003), seccomp.KILL_PROCESS)
        self.assertEqual(judge("aarch64", 63, audit=0xC000003E), seccomp.KILL_PROCESS)
        self.assertEqual(judge("x86_64", 0x40000000 + 59), seccomp.REFUSE | 1)

    def test_every_jump_leads_into_the_program(self):
        for machine in seccomp.MACHINES:
            program = seccomp.program(machine)
            self.assertLess(len(program), 4096)
            for at, (code, if_true, if_false, _) in enumerate(program):
                if code not in (seccomp.LOAD, seccomp.RETURN):
                    self.assertLess(at + 1 + max(if_true, if_false), len(program))


if __name__ == "__main__":
    unittest.main()
