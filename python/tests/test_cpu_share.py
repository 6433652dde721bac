"""The share of the processor, without a processor: what is told to have been used, and the pauses that follow."""

import os
import random
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.keeper.cpu_share import PAUSE_MAX_S, CpuShare  # noqa: E402


class CpuShareTest(unittest.TestCase):
    def test_whoever_takes_all_it_can_gets_its_share_in_the_long_run(self):
        for share, cores in ((0.25, 1), (0.5, 2), (1.5, 8), (0.01, 1)):
            bucket, now, total = CpuShare(share, 0.0), 0.0, 0.0
            bucket.spent(now, total)
            while now < 300:
                now, total = now + 0.1, total + 0.1 * cores
                now += bucket.spent(now, total)
            # A pause is bounded, so what a tenth of a second gives is the least that anybody gets.
            least = 300 * 0.1 * cores / (0.1 + PAUSE_MAX_S)
            self.assertLess(total, 1.05 * max(share * 300, least), (share, cores))

    def test_whoever_stays_below_its_share_never_pauses(self):
        bucket, now, total = CpuShare(0.5, 0.0), 0.0, 0.0
        chance = random.Random(7)
        for _ in range(2000):
            now, total = now + 0.1, total + chance.uniform(0, 0.05)
            self.assertEqual(bucket.spent(now, total), 0)

    def test_a_rest_may_be_saved_up_for_half_a_second_and_no_longer(self):
        bucket = CpuShare(1.0, 0.0)
        bucket.spent(0.0, 0.0)
        bucket.spent(1000.0, 0.0)
        self.assertEqual(bucket.spent(1000.0, 0.49), 0)
        self.assertGreater(bucket.spent(1000.0, 1.0), 0)

    def test_a_total_that_shrinks_is_no_debt_and_no_credit(self):
        bucket = CpuShare(0.5, 0.0)
        bucket.spent(0.0, 100.0)
        self.assertEqual(bucket.spent(1.0, 10.0), 0)
        self.assertEqual(bucket.spent(2.0, 10.4), 0)


if __name__ == "__main__":
    unittest.main()
