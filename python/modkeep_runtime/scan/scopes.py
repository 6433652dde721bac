"""The names of a file: what each one stands for at a place, module level first, then the functions inside one another."""
import ast

from modkeep_runtime.scan.values import Document, Method, Symbol, Texts, document_of


class Scopes:
    def __init__(self):
        self._scopes = [{}]

    def enter(self):
        self._scopes.append({})

    def leave(self):
        self._scopes.pop()

    @property
    def depth(self):
        """0 at module level."""
        return len(self._scopes) - 1

    def find(self, name):
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        return None

    def bind(self, name, value):
        """`None` hides what the name stood for outside."""
        known = isinstance(value, (Symbol, Document, Method, Texts))
        self._scopes[-1][name] = value if known else None

    def bind_import(self, node):
        for alias in node.names:
            head = alias.name.split(".")[0]
            self.bind(alias.asname or head, _resolved(alias.name if alias.asname else head))

    def bind_import_from(self, node):
        if node.level or node.module is None:
            for alias in node.names:
                self.bind(alias.asname or alias.name, None)
            return
        for alias in node.names:
            self.bind(alias.asname or alias.name, _resolved(f"{node.module}.{alias.name}"))

    def bind_target(self, target, value):
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self.bind_target(element, None)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, None)

    def bind_arguments(self, arguments):
        every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        for argument in every + [arguments.vararg, arguments.kwarg]:
            if argument is not None:
                self.bind(argument.arg, None)


def _resolved(name):
    return document_of(name) or Symbol(name)
