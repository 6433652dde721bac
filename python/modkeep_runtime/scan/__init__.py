"""The code scan: what a module's Python files read, found by parsing them. Nothing of the module is ever run."""
