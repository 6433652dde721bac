"""What an expression stands for, as far as the text alone says it."""
from typing import NamedTuple, Optional, Tuple


class Symbol(NamedTuple):
    """Something imported, by its full dotted name: `streamlit.secrets.get`."""

    name: str


class Document(NamedTuple):
    """The secrets, the environment or the query, or a place inside: each of `paths` may be the one that is meant."""

    source: str
    paths: Tuple[Tuple[str, ...], ...] = ((),)
    optional: bool = False

    @property
    def is_root(self) -> bool:
        return self.paths == ((),)

    def below(self, keys, optional=False):
        paths = tuple(path + (key,) for path in self.paths for key in keys)
        return Document(self.source, paths, self.optional or optional)


class Method(NamedTuple):
    """A method of a document, not called yet."""

    document: Document
    name: str


class Texts(NamedTuple):
    """One of these strings; `is_list`: all of them, in a list, tuple or set."""

    texts: Tuple[str, ...]
    is_list: bool = False


class Unknown(NamedTuple):
    """A key that only running the code would tell."""

    document: Document


# The documents under the names that Streamlit and Python give them.
DOCUMENTS = {
    "streamlit.secrets": Document("secret"),
    "streamlit.runtime.secrets.secrets_singleton": Document("secret"),
    "os.environ": Document("environment"),
    "streamlit.query_params": Document("query"),
}
QUERY_CALLS = ("streamlit.experimental_get_query_params",)
READING_METHODS = ("get", "pop", "setdefault", "get_all", "has_key", "__getitem__")
WHOLE_METHODS = ("items", "keys", "values", "to_dict", "copy")
OTHER_METHODS = ("clear", "update", "from_dict", "load_if_toml_exists")
METHODS = READING_METHODS + WHOLE_METHODS + OTHER_METHODS


def document_of(name: str) -> Optional[Document]:
    return DOCUMENTS.get(name)
