"""What the keeper can do on this machine, and in plain words what it cannot: for the operator, one sentence
each.
"""

WORDS = {
    "user": "namespaces: modules cannot be kept apart from each other and the machine",
    "pid": "processes: a module sees the machine's other processes",
    "view": "files: a module sees the machine's files as far as their permissions let it",
    "network": "network: a module reaches this machine's own services and private networks",
    "ipc": "shared memory: modules share System V memory and message queues with the machine",
    "uts": "name: a module sees the machine's name",
    "seccomp": "system calls: none is refused to a module",
}
# Without a user namespace root still builds the others.
NOT_APART = ("pid", "view", "network", "seccomp")


def describe(measured, is_root):
    """(what can be done, what is missing). `isolated`: modules are kept apart in full."""
    without, why = set(measured["without"]), measured["why"]
    missing = []
    if not is_root:
        missing.append(
            "users: the server is not root, so all modules run as its own user; they are kept apart by namespaces"
            if not without
            else "users: the server is not root, so all modules run as its own user"
        )
    for layer, words in WORDS.items():
        if layer in without and not (layer == "user" and is_root):
            reason = why.get(layer) or why.get("user")
            missing.append("%s (%s)" % (words, reason) if reason else words)
    if not measured["groups"]:
        missing.append(
            "cgroups: memory, processes and CPU shares are watched by the keeper instead of limited by the kernel"
            " (%s)" % why.get("groups")
        )
    can = {
        "users": is_root,
        "namespaces": "view" not in without and "pid" not in without,
        "cgroups": measured["groups"],
        "isolated": not without.intersection(NOT_APART),
        "prefork": measured["prefork"],
    }
    return can, missing
