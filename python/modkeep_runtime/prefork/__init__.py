"""An interpreter with an environment's imports done, from which modules are forked. It runs no module's code,
knows no value and has no rights; the environment's packages are in it, so nobody trusts what it says beyond
its own children.
"""
