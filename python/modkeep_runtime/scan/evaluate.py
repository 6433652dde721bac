"""Evaluates the few expressions that lead to a key: names, attributes, subscripts with literals, `.get(…)`, `getattr`."""
import ast

from modkeep_runtime.scan.values import (
    METHODS,
    QUERY_CALLS,
    READING_METHODS,
    WHOLE_METHODS,
    Document,
    Method,
    Symbol,
    Texts,
    Unknown,
    document_of,
)


def evaluate(node, scopes):
    """A value, or None for everything that does not lead to a key."""
    if isinstance(node, ast.Constant):
        return Texts((node.value,)) if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return scopes.find(node.id)
    if isinstance(node, ast.Attribute):
        return _attribute(node, scopes)
    if isinstance(node, ast.Subscript):
        return _subscript(node, scopes)
    if isinstance(node, ast.Call):
        return _call(node, scopes)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return _texts_of(node, scopes)
    return None


def symbol_of(node, scopes):
    """The full dotted name that an expression stands for, or an empty text."""
    value = evaluate(node, scopes)
    return value.name if isinstance(value, Symbol) else ""


def keys_of(node, scopes):
    """The literal keys that an index may be, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return (str(node.value),)
    value = evaluate(node, scopes)
    return value.texts if isinstance(value, Texts) and not value.is_list else None


def _attribute(node, scopes):
    base = evaluate(node.value, scopes)
    if isinstance(base, Symbol):
        name = f"{base.name}.{node.attr}"
        return document_of(name) or Symbol(name)
    if isinstance(base, Document):
        if node.attr in METHODS:
            return Method(base, node.attr)
        # The environment has no attributes for its names; a name with underscores is Python's own.
        if base.source != "environment" and not node.attr.startswith("_"):
            return base.below((node.attr,))
    return None


def _subscript(node, scopes):
    base = evaluate(node.value, scopes)
    if not isinstance(base, Document) or isinstance(node.slice, ast.Slice):
        return None
    # A value of the environment or the query is a text (or a list of texts): what follows is no key.
    if base.source != "secret" and not base.is_root:
        return None
    keys = keys_of(node.slice, scopes)
    return Unknown(base) if keys is None else base.below(keys)


def _call(node, scopes):
    function = evaluate(node.func, scopes)
    first = node.args[0] if node.args else None
    if isinstance(function, Method):
        return _method_call(function, first, scopes)
    if isinstance(function, Symbol):
        if function.name == "os.getenv":
            return _read(Document("environment"), first, scopes, optional=True)
        if function.name in QUERY_CALLS:
            return Document("query")
        return None
    if isinstance(node.func, ast.Name) and function is None and first is not None:
        document = evaluate(first, scopes)
        if not isinstance(document, Document):
            return None
        if node.func.id == "dict" and len(node.args) == 1:
            return document
        if node.func.id in ("getattr", "hasattr") and len(node.args) > 1:
            optional = node.func.id == "hasattr" or len(node.args) > 2
            return _read(document, node.args[1], scopes, optional=optional)
    return None


def _method_call(method, first, scopes):
    if method.name in WHOLE_METHODS:
        return method.document
    if method.name in READING_METHODS:
        return _read(method.document, first, scopes, optional=method.name != "__getitem__")
    return None


def _read(document, key, scopes, optional):
    keys = None if key is None else keys_of(key, scopes)
    return Unknown(document) if keys is None else document.below(keys, optional=optional)


def _texts_of(node, scopes):
    texts = []
    for element in node.elts:
        value = evaluate(element, scopes)
        if not isinstance(value, Texts) or value.is_list:
            return None
        texts.extend(value.texts)
    return Texts(tuple(texts), is_list=True) if texts else None
