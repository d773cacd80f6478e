"""Articles in, Retrieval out: everything before the answer. Knows nothing of chat, language models or Discord.

What is exported here is what people who build with it need. Each name is imported when first used, so that
``import retrieval`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.datatypes import Article, Evidence, Hit, Query, Retrieval, Statement
    from retrieval.encoders.base import Encoder
    from retrieval.encoders.loading import load_encoder
    from retrieval.errors import RetrievalError
    from retrieval.indexer import Indexer
    from retrieval.langchain_adapter import BelegEmbeddings, BelegRetriever
    from retrieval.opening import OpenIndex, open_index
    from retrieval.search.query import understand

__all__ = [
    "Article",
    "BelegEmbeddings",
    "BelegRetriever",
    "Encoder",
    "Evidence",
    "Hit",
    "Indexer",
    "OpenIndex",
    "Query",
    "Retrieval",
    "RetrievalError",
    "Statement",
    "load_encoder",
    "open_index",
    "understand",
]

_MODULES = {
    "datatypes": ("Article", "Evidence", "Hit", "Query", "Retrieval", "Statement"),
    "encoders.base": ("Encoder",),
    "encoders.loading": ("load_encoder",),
    "errors": ("RetrievalError",),
    "indexer": ("Indexer",),
    "langchain_adapter": ("BelegEmbeddings", "BelegRetriever"),
    "opening": ("OpenIndex", "open_index"),
    "search.query": ("understand",),
}


def __getattr__(name: str) -> Any:
    """Import an exported name from its module (PEP 562)."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
