"""Control groups for modules, version 1 or 2, where the keeper may make some: the kernel's own limits of memory,
processes and CPU, which hold also between two looks of the keeper.

The memory limit lies an eighth above the module's, because file pages count here and the keeper's watch, which
does not count them, is to tell the reason. Only below a group that is the keeper's: its own, or the service's
that it was started in when that one is delegated.
"""

import os

PERIOD_US = 100_000
NAME = "modkeep-%d"


def ran_out(events):
    """Has the kernel ended something there for want of memory?"""
    try:
        with open(events) as file:
            words = (line.split() for line in file)
            return any(word == "oom_kill" and int(count) > 0 for word, count in words)
    except (OSError, ValueError):
        return False


def find(pid):
    """The place for groups, tried out, or None; with the reason."""
    try:
        version, bases = _bases()
    except (OSError, KeyError, ValueError):
        return None, "this machine has no control groups"
    reason = "their folders may not be written"
    for base in bases:
        for path in set(base.values()):
            _remove_abandoned(path)
        groups = Groups(version, {name: os.path.join(path, NAME % pid) for name, path in base.items()})
        try:
            groups.open()
            return groups, None
        except OSError as error:
            groups.close()
            reason = error.strerror
    return None, reason


class Groups:
    """One folder for each controller (version 1) or one for all (version 2)."""

    def __init__(self, version, places):
        self._version, self._places = version, places

    def open(self):
        if self._version == 2:
            base = os.path.dirname(self._places["memory"])
            _write(os.path.join(base, "cgroup.subtree_control"), "+memory +pids +cpu")
        for place in set(self._places.values()):
            os.mkdir(place, 0o755)
        if self._version == 2:
            _write(os.path.join(self._places["memory"], "cgroup.subtree_control"), "+memory +pids +cpu")
        self.add("trial", None, {"memoryBytes": 1 << 30, "processes": 64, "cpuPercent": 100})
        self.remove("trial")

    def close(self):
        """What is left of an earlier life too; groups that hold processes stay."""
        for place in set(self._places.values()):
            for name in os.listdir(place) if os.path.isdir(place) else ():
                _rmdir(os.path.join(place, name))
            _rmdir(place)

    def add(self, name, pid, limits):
        for place in set(self._places.values()):
            os.makedirs(os.path.join(place, name), exist_ok=True)
        for controller, file, text in self._limits(limits):
            _write(os.path.join(self._places[controller], name, file), text)
        if pid is not None:
            for place in set(self._places.values()):
                _write(os.path.join(place, name, "cgroup.procs"), str(pid))

    def events(self, name):
        """The file that `ran_out` reads."""
        file = "memory.events" if self._version == 2 else "memory.oom_control"
        return os.path.join(self._places["memory"], name, file)

    def remove(self, name):
        """True when the kernel ended something in it for want of memory."""
        killed = ran_out(self.events(name))
        for place in set(self._places.values()):
            _rmdir(os.path.join(place, name))
        return killed

    def _limits(self, limits):
        memory, tasks, percent = (limits.get(each) for each in ("memoryBytes", "processes", "cpuPercent"))
        names = {2: ("memory.max", "cpu.max"), 1: ("memory.limit_in_bytes", "cpu.cfs_quota_us")}[
            self._version
        ]
        if memory:
            yield "memory", names[0], str(memory + memory // 8)
            if self._version == 2:
                # All or nothing: what is left of a module whose worker is gone helps nobody.
                yield "memory", "memory.oom.group", "1"
        if tasks:
            yield "pids", "pids.max", str(tasks)
        if percent:
            quota = str(percent * PERIOD_US // 100)
            yield "cpu", names[1], quota if self._version == 1 else "%s %d" % (quota, PERIOD_US)


def _remove_abandoned(base):
    """Empty groups of masons that were killed."""
    prefix = NAME.partition("%")[0]
    for name in os.listdir(base):
        if name.startswith(prefix) and not os.path.exists("/proc/" + name[len(prefix) :]):
            Groups(1, {"all": os.path.join(base, name)}).close()


def _bases():
    mounts, own = _mounts(), _own()
    if "memory" in mounts:
        return 1, [{name: mounts[name] + own[name] for name in ("memory", "pids", "cpu")}]
    place = mounts["unified"] + own["unified"]
    with open(os.path.join(place, "cgroup.controllers")) as file:
        if not {"memory", "pids", "cpu"} <= set(file.read().split()):
            raise ValueError("controllers")
    parent = os.path.dirname(place)
    # With DelegateSubgroup= a service's processes lie one below the group that is the service's own.
    places = [place, parent] if parent.endswith((".service", ".scope")) else [place]
    return 2, [dict.fromkeys(("memory", "pids", "cpu"), each) for each in places]


def _mounts():
    found = {}
    with open("/proc/self/mountinfo") as file:
        for line in file:
            before, _, after = line.partition(" - ")
            kind, _, options = after.split()[:3]
            if kind == "cgroup2":
                found["unified"] = before.split()[4]
            elif kind == "cgroup":
                for name in ("memory", "pids", "cpu"):
                    if name in options.split(","):
                        found[name] = before.split()[4]
    return found


def _own():
    found = {}
    with open("/proc/self/cgroup") as file:
        for line in file:
            _, names, path = line.rstrip("\n").split(":", 2)
            for name in names.split(",") if names else ("unified",):
                found[name] = path.rstrip("/")
    return found


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def _rmdir(path):
    try:
        os.rmdir(path)
    except OSError:
        pass
