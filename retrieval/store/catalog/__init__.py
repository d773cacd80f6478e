"""The SQLite catalog: articles, passages, vectors, statements and full-text index. The source of truth."""

from retrieval.store.catalog.reader import Catalog
from retrieval.store.records import Counts, Listed, Selection, StoredModel, Version

__all__ = ["Catalog", "Counts", "Listed", "Selection", "StoredModel", "Version"]
