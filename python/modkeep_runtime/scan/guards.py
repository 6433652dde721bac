"""Which reads of a piece of code are only made when the key is there: tests with `in`, `.get`, `hasattr`, and `try`."""
import ast

from modkeep_runtime.scan.evaluate import evaluate, keys_of, symbol_of
from modkeep_runtime.scan.values import Document

_CAUGHT = {
    "KeyError",
    "AttributeError",
    "LookupError",
    "Exception",
    "BaseException",
    "FileNotFoundError",
    "OSError",
    "StreamlitSecretNotFoundError",
    "StreamlitAPIException",
    "Error",
}
_IMPORTS_CAUGHT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_ENDINGS = {"streamlit.stop", "sys.exit", "os._exit"}


def guarded_by(test, scopes):
    """The keys that are there where the test is true, and those that are there where it is false: sets of (source, path)."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        true, false = guarded_by(test.operand, scopes)
        return false, true
    if isinstance(test, ast.BoolOp):
        sides = [guarded_by(value, scopes) for value in test.values]
        if isinstance(test.op, ast.And):
            return set().union(*(true for true, _ in sides)), set()
        return set(), set().union(*(false for _, false in sides))
    if isinstance(test, ast.NamedExpr):
        return guarded_by(test.value, scopes)
    if isinstance(test, ast.Compare):
        tested = tested_key(test, scopes)
        if tested is not None:
            keys = _places(tested)
            return (keys, set()) if isinstance(test.ops[0], ast.In) else (set(), keys)
        return set(), set()
    value = evaluate(test, scopes)
    if isinstance(value, Document) and value.optional:
        return _places(value), set()
    return set(), set()


def tested_key(node, scopes):
    """The document place of `"key" in document`, or None."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return None
    document = evaluate(node.comparators[0], scopes)
    keys = keys_of(node.left, scopes)
    if not isinstance(document, Document) or keys is None:
        return None
    return document.below(keys, optional=True)


def makes_optional(node, scopes):
    """Whether a `try` goes on after a key that is not there."""
    return any(_catches(h, _CAUGHT) and not _ends(h.body, scopes) for h in node.handlers)


def catches_imports(node):
    return any(_catches(handler, _IMPORTS_CAUGHT) for handler in node.handlers)


def _places(document):
    return {(document.source, path) for path in document.paths}


def _catches(handler, names):
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for kind in kinds:
        name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
        if name in names:
            return True
    return False


def _ends(body, scopes):
    last = body[-1]
    if isinstance(last, ast.Raise):
        return True
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        called = last.value.func
        name = getattr(called, "id", "")
        return symbol_of(called, scopes) in _ENDINGS or name in ("exit", "quit")
    return False
