"""What runs beside and inside a module: the keeper (one per machine) and the launcher (one per process)."""

VERSION = "0.1.0"
PROTOCOL = 2
