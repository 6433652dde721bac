"""Reads Python files as JSON on stdin, writes one JSON line on stdout for each: what it reads, imports and shows.

Started as `python -I -S scan_code.py`, for code nobody trusts: files are parsed and never run, and before the first byte of them is
read this process gives up its rights: no file and no socket can be opened any more, nothing forked or written, memory and time are
bounded, and root becomes nobody. If a file ends it all the same, the caller sees which one has no line.
"""
import ast
import base64
import codecs
import json
import os
import resource
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from modkeep_runtime.scan.visitor import Visitor  # noqa: E402

MEMORY_BYTES_MAX = 1024 * 1024 * 1024
CPU_SECONDS_MAX = 20
# Python's own parser stops at 100–200 brackets; long chains of operators and methods go deeper than they look.
DEPTH_MAX = 3000
# Of source files (PEP 263). Codecs are files of Python's own, so they are loaded while files can still be opened.
ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "latin-1", "cp1252", "iso8859-15", "cp1251", "gbk", "euc-jp", "shift_jis", "big5")
NOBODY = 65534


def main():
    _limit()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(DEPTH_MAX)
    for file in json.load(sys.stdin)["files"]:
        result = scan(base64.b64decode(file["source"]))
        print(json.dumps({"path": file["path"], **result}), flush=True)


def scan(source):
    try:
        tree = ast.parse(source)
        visitor = Visitor()
        visitor.run(tree)
    except SyntaxError as error:
        return _problem(error.lineno or 1, f"{error.msg} (read as Python {_release()})")
    except ValueError as error:
        return _problem(1, str(error))
    except (RecursionError, MemoryError):
        return _problem(1, "the code nests too deeply to be read")
    return {
        "reads": visitor.reads,
        "dynamic": visitor.dynamic,
        "imports": visitor.imports,
        "pages": visitor.pages,
        "navigation": visitor.navigation,
        "clarifai": visitor.clarifai,
        "hidesNavigation": visitor.hides_navigation,
        "assigned": [{"source": source, "keyPath": list(path)} for source, path in sorted(visitor.assigned)],
        "shows": visitor.shows,
    }


def _problem(line, message):
    return {"problem": {"line": line, "message": message}}


def _release():
    return ".".join(str(part) for part in sys.version_info[:2])


def _limit():
    for encoding in ENCODINGS:
        try:
            codecs.lookup(encoding)
        except LookupError:
            pass
    if os.getuid() == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        except OSError:
            # A root without that right, as in some containers; the limits below hold for it as well.
            pass
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
