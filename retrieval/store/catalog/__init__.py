"""The catalog in SQLite: articles, passages, vectors, statements and full-text index. The source of truth."""
