"""Everything that runs for one process: the interpreter, what it started, and what was left to the init of
its cell.
"""

import os
import signal

from . import proc


class Family:
    def __init__(self, pid, init, mark, adopted):
        """`init` None: there is no cell; members are then known by descent, by session and by `mark`.
        `adopted(mark)`: what the keeper has adopted of it.
        """
        self.pid, self.init, self._mark, self._adopted = pid, init, mark, adopted
        self._in_cell = init is not None

    def members(self):
        """Process ids; the init is not counted: it is the keeper's."""
        found = [self.pid, *proc.children(self.pid)]
        if self.init:
            found += proc.children(self.init)
        elif not self._in_cell:
            for each in self._adopted(self._mark):
                found += [each, *proc.children(each)]
        return found

    def signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            pass

    def kill(self, uid):
        """SIGKILL to all. With the init the kernel ends everything in the cell; without one they are looked
        for, by user id too where that is theirs alone.
        """
        if not self._in_cell:
            proc.kill_family(self.pid, uid, self._mark)
            return
        self.signal(signal.SIGKILL)
        if self.init:
            proc.kill(self.init)

    def init_has_ended(self):
        """Its number may be another's from now on."""
        self.init = None

    def stats(self):
        pids = self.members() if self._in_cell else [each.pid for each in proc.family(self.pid)]
        found = [each for each in map(proc.stat, pids) if each and not each.is_zombie]
        pids = [each.pid for each in found]
        proportional = [proc.proportional_bytes(pid) for pid in pids]
        return {
            "processes": len(pids),
            "rssBytes": sum(map(proc.resident_bytes, pids)),
            "pssBytes": None if None in proportional else sum(proportional),
            "limitedBytes": sum(map(proc.limited_bytes, pids)),
            "cpuMs": round(1000 * sum(each.cpu_ticks for each in found) / proc.TICKS_PER_S),
            "openFiles": sum(map(proc.open_files, pids)),
            "threads": sum(each.threads for each in found),
        }
