"""Walks one file in the order Python runs it: module level first, function bodies afterwards, and notes what it reads."""
import ast

from modkeep_runtime.scan import clarifai
from modkeep_runtime.scan.evaluate import evaluate, symbol_of
from modkeep_runtime.scan.guards import catches_imports, guarded_by, makes_optional, tested_key
from modkeep_runtime.scan.scopes import Scopes
from modkeep_runtime.scan.values import METHODS, Document, Texts, Unknown

_CACHES = (
    "streamlit.cache_resource",
    "streamlit.cache_data",
    "streamlit.cache",
    "streamlit.experimental_singleton",
    "streamlit.experimental_memo",
    "functools.lru_cache",
    "functools.cache",
)
_CONNECTIONS = ("streamlit.connection", "streamlit.experimental_connection")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Visitor(ast.NodeVisitor):
    def __init__(self):
        self.reads = []
        self.dynamic = []
        self.imports = []
        self.pages = []
        self.navigation = None
        self.clarifai = None
        self.hides_navigation = None
        self.assigned = set()
        self.shows = False
        self._scopes = Scopes()
        self._later = []
        self._local = set()
        self._tries = 0
        self._import_tries = 0
        self._cached = False
        self._is_typing = False

    def run(self, tree):
        self._local = {node.name for node in tree.body if isinstance(node, _FUNCTIONS)}
        self._block(tree.body)
        self._bodies()

    # -- functions: their bodies run later, in a scope of their own, and may be cached

    def visit_FunctionDef(self, node):
        for decorator in node.decorator_list:
            self.visit(decorator)
        for default in node.args.defaults + [d for d in node.args.kw_defaults if d is not None]:
            self.visit(default)
        self._scopes.bind(node.name, None)
        names = [symbol_of(getattr(d, "func", d), self._scopes) for d in node.decorator_list]
        self._later.append((node, self._cached or any(name in _CACHES for name in names)))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self._inside(node.args, [node.body], self._cached)

    def _bodies(self):
        """Functions inside a function are met while its scope is open."""
        waiting, self._later = self._later, []
        for node, cached in waiting:
            self._inside(node.args, node.body, cached)

    def _inside(self, arguments, body, cached):
        outer = (self._cached, self._tries, self._import_tries, self._later)
        self._cached, self._tries, self._import_tries, self._later = cached, 0, 0, []
        self._scopes.enter()
        self._scopes.bind_arguments(arguments)
        self._block(body)
        self._bodies()
        self._scopes.leave()
        self._cached, self._tries, self._import_tries, self._later = outer

    def visit_ClassDef(self, node):
        for part in node.decorator_list + node.bases + [keyword.value for keyword in node.keywords]:
            self.visit(part)
        self._block(node.body)

    def _block(self, body):
        for statement in body:
            self.visit(statement)

    # -- names

    def visit_Import(self, node):
        self._scopes.bind_import(node)
        for alias in node.names:
            self._import(alias.name, node)

    def visit_ImportFrom(self, node):
        self._scopes.bind_import_from(node)
        self._import(node.module or "", node, level=node.level, names=[alias.name for alias in node.names])

    def _import(self, module, node, level=0, names=()):
        self.imports.append(
            {
                "module": module,
                "level": level,
                "names": list(names),
                "line": node.lineno,
                "inTry": self._import_tries > 0,
                "topLevel": self._scopes.depth == 0 and not self._is_typing,
            }
        )

    def visit_Assign(self, node):
        self._assign(node.targets, node.value)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self._assign([node.target], node.value)

    def visit_NamedExpr(self, node):
        self._assign([node.target], node.value)

    def _assign(self, targets, value):
        found = evaluate(value, self._scopes)
        # A second name for the whole document reads nothing yet.
        if not (isinstance(found, Document) and found.is_root and not isinstance(value, ast.Call)):
            self.visit(value)
        for target in targets:
            self._write(target)
            self._scopes.bind_target(target, found)

    def _write(self, target):
        document = evaluate(target, self._scopes) if isinstance(target, ast.Subscript) else None
        if isinstance(document, Document):
            self.assigned.update((document.source, path) for path in document.paths)
        elif not isinstance(target, ast.Name):
            for child in ast.iter_child_nodes(target):
                self.visit(child)

    def visit_For(self, node):
        self._loop(node.target, node.iter)
        self._block(node.body + node.orelse)

    visit_AsyncFor = visit_For

    def _loop(self, target, iterated):
        self.visit(iterated)
        found = evaluate(iterated, self._scopes)
        is_list = isinstance(found, Texts) and found.is_list
        self._scopes.bind_target(target, Texts(found.texts) if is_list else None)

    def _comprehension(self, node):
        self._scopes.enter()
        for generator in node.generators:
            self._loop(generator.target, generator.iter)
            for test in generator.ifs:
                self.visit(test)
        for part in ("key", "elt", "value"):
            if hasattr(node, part):
                self.visit(getattr(node, part))
        self._scopes.leave()

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension

    def visit_With(self, node):
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self._scopes.bind_target(item.optional_vars, None)
        self._block(node.body)

    visit_AsyncWith = visit_With

    # -- what is only read when it is there

    def visit_If(self, node):
        typing = symbol_of(node.test, self._scopes) == "typing.TYPE_CHECKING"
        self._branches(node.test, node.body, node.orelse, typing)

    def visit_IfExp(self, node):
        self._branches(node.test, [node.body], [node.orelse])

    def _branches(self, test, body, orelse, typing=False):
        self.visit(test)
        true, false = guarded_by(test, self._scopes)
        was = self._is_typing
        self._is_typing = was or typing
        self._guarded(true, body, instead=false)
        self._is_typing = was
        self._guarded(false, orelse, instead=true)

    def visit_BoolOp(self, node):
        known, instead = set(), set()
        for value in node.values:
            self._guarded(known, [value], instead)
            true, false = guarded_by(value, self._scopes)
            known |= true if isinstance(node.op, ast.And) else false
            instead |= false if isinstance(node.op, ast.And) else true

    def _guarded(self, keys, body, instead):
        """`keys` are there when this code runs, `instead` are not: either way the module works without what it reads."""
        self._tries += bool(keys or instead)
        self._block(body)
        self._tries -= bool(keys or instead)

    def visit_Try(self, node):
        optional, imports = makes_optional(node, self._scopes), catches_imports(node)
        self._tries += optional
        self._import_tries += imports
        self._block(node.body)
        self._tries -= optional
        self._import_tries -= imports
        self._tries += optional
        for handler in node.handlers:
            self._block(handler.body)
        self._tries -= optional
        self._block(node.orelse + node.finalbody)

    visit_TryStar = visit_Try

    # -- reads

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self._bare(node)

    def visit_Attribute(self, node):
        if isinstance(evaluate(node, self._scopes), (Document, Unknown)) and isinstance(node.ctx, ast.Load):
            self._chain(node)
        else:
            self.generic_visit(node)

    visit_Subscript = visit_Attribute

    def visit_Compare(self, node):
        tested = tested_key(node, self._scopes)
        if tested is None:
            self.generic_visit(node)
            return
        self._note(tested, node)
        self._operands(node.comparators[0])

    def visit_Call(self, node):
        name = symbol_of(node.func, self._scopes)
        self._streamlit(name, node)
        self._imported(name, node)
        sources = clarifai.reads_of(name, node.keywords)
        if sources:
            self.clarifai = self.clarifai or node.lineno
            for source in sources:
                names = clarifai.ENVIRONMENT if source == "environment" else clarifai.QUERY
                self._note(Document(source, tuple((n,) for n in names), optional=True), node, access=name)
        if isinstance(evaluate(node, self._scopes), (Document, Unknown)):
            self._chain(node)
        elif not self._value_method(node):
            self.generic_visit(node)

    def _value_method(self, node):
        """`st.secrets["KEY"].strip()`: the method is the value's, not a key."""
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr in METHODS:
            return False
        base = evaluate(function.value, self._scopes)
        if not isinstance(base, Document) or base.is_root:
            return False
        self.visit(function.value)
        for part in node.args + [keyword.value for keyword in node.keywords]:
            self.visit(part)
        return True

    def visit_Constant(self, node):
        if isinstance(node.value, str) and "stSidebarNav" in node.value and "none" in node.value:
            self.hides_navigation = self.hides_navigation or node.lineno

    def _chain(self, node):
        found = evaluate(node, self._scopes)
        if isinstance(found, Unknown):
            if not found.document.is_root:
                self._note(found.document, node)
            if found.document.source != "query":
                self._dynamic(found.document, node, "key")
        elif found.is_root:
            self._bare(node)
        else:
            self._note(found, node)
        self._operands(node)

    def _bare(self, node):
        found = evaluate(node, self._scopes)
        if isinstance(found, Document) and found.is_root and found.source == "secret":
            self._dynamic(found, node, "whole")

    def _operands(self, node):
        """The keys and defaults along a chain are code as well; the chain itself is one read."""
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            if isinstance(node, ast.Subscript):
                self.visit(node.slice)
                node = node.value
            elif isinstance(node, ast.Attribute):
                node = node.value
            else:
                is_function = isinstance(node.func, ast.Name)
                arguments = node.args[1:] if is_function else node.args
                for part in arguments + [keyword.value for keyword in node.keywords]:
                    self.visit(part)
                node = node.args[0] if is_function and node.args else node.func

    def _note(self, document, node, access=None, section=False):
        for path in document.paths:
            self.reads.append(
                {
                    "source": document.source,
                    "keyPath": list(path),
                    "line": node.lineno,
                    "optional": document.optional or self._tries > 0,
                    "access": access or _access(document.source, path),
                    "section": section,
                    "moduleLevel": self._scopes.depth == 0,
                    "cached": self._cached,
                }
            )

    def _dynamic(self, document, node, kind):
        place = {"source": document.source, "keyPath": list(document.paths[0]), "line": node.lineno}
        self.dynamic.append({**place, "kind": kind})

    # -- calls with a meaning of their own

    def _streamlit(self, name, node):
        if self._scopes.depth == 0:
            is_own = isinstance(node.func, ast.Name) and node.func.id in self._local
            is_shown = name.startswith("streamlit.") and name not in _CACHES
            self.shows = self.shows or is_shown or is_own
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if name == "streamlit.Page":
            self._page(node, keywords)
        elif name == "streamlit.navigation":
            self.navigation = self.navigation or node.lineno
            if self._text(keywords.get("position")) == "hidden":
                self.hides_navigation = self.hides_navigation or node.lineno
        elif name in _CONNECTIONS:
            self._connection(node, keywords)

    def _page(self, node, keywords):
        first = node.args[0] if node.args else keywords.get("page")
        if isinstance(first, ast.Call) and symbol_of(first.func, self._scopes) == "pathlib.Path" and first.args:
            first = first.args[0]
        title = node.args[1] if len(node.args) > 1 else keywords.get("title")
        self.pages.append(
            {
                "file": self._text(first),
                "function": first.id if isinstance(first, ast.Name) and self._text(first) is None else None,
                "title": self._text(title),
                "path": self._text(keywords.get("url_path")),
                "isDefault": getattr(keywords.get("default"), "value", False) is True,
                "line": node.lineno,
            }
        )

    def _connection(self, node, keywords):
        name = self._text(node.args[0] if node.args else keywords.get("name"))
        if name is None:
            self._dynamic(Document("secret", (("connections",),)), node, "key")
        elif name.startswith("env:"):
            self._note(Document("environment", ((name[len("env:") :],),)), node, access=f'st.connection("{name}")')
        else:
            # Given its parameters by the code, a connection may have no section.
            optional = not set(keywords) <= {"name", "type", "max_entries", "ttl"}
            document = Document("connection", (("connections", name),), optional)
            self._note(document, node, access=f'st.connection("{name}")', section=True)

    def _imported(self, name, node):
        module = self._text(node.args[0]) if node.args else None
        if module and (name == "importlib.import_module" or getattr(node.func, "id", "") == "__import__"):
            if not module.startswith("."):
                self._import(module, node)

    def _text(self, node):
        value = None if node is None else evaluate(node, self._scopes)
        is_one = isinstance(value, Texts) and not value.is_list and len(value.texts) == 1
        return value.texts[0] if is_one else None


def _access(source, path):
    """As people write it."""
    names = "".join(f'["{key}"]' for key in path)
    return {"secret": "st.secrets", "environment": "os.environ", "query": "st.query_params"}[source] + names
