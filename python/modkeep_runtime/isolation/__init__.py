"""Keeps one module's processes apart from everything else on the machine. The same code for an interpreter
that is executed and for one that is forked from a pre-forked one. Standard library only.

A *cell* is a set of namespaces with a file system view in it, built by the mason before anything of the
module runs (`cell`, `view`, `network`); a process goes into it and gives up every right (`enter`, `rights`,
`seccomp`). Each layer has a name in `LAYERS` and can be left out: where a machine cannot give it, and in the
tests, which show that each one is needed.
"""

# What a cell is made of. `user`: a user namespace; `view`: an own root with only what is needed; `network`:
# an own network namespace whose one way out is the egress; `rights`: capabilities.
LAYERS = ("user", "pid", "view", "network", "ipc", "uts", "rights", "keys", "seccomp", "descriptors")
