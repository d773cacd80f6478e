"""Is a catalog damaged? Everything in it is read once; and what failed on a damaged one is told as that.

SQLite sees torn pages. It does not see that a value is of the wrong kind, or that a row which others need is gone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from retrieval.errors import CatalogDamagedError, RetrievalError
from retrieval.store.catalog import layout, rows
from retrieval.store.catalog.known import KnownRows

_STORED = {str: "text", int: "integer", bytes: "blob", float: "real", type(None): "null"}
_AT_ONCE = 1_000  # vectors unpacked together
_LACKING = {
    "an article without a text": "FROM articles WHERE number NOT IN (SELECT article FROM texts)",
    "a passage without an article": "FROM passages WHERE article NOT IN (SELECT number FROM articles)",
    "a passage without a text": "FROM passages WHERE id NOT IN (SELECT passage FROM passage_texts)",
    "a passage without a vector": (
        "FROM passages p WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.content = p.content AND v.model = "
        "(SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'model'))"
    ),
    "a statement without an article": "FROM statements WHERE article NOT IN (SELECT number FROM articles)",
}


class Diagnosis(KnownRows):
    """Looks for damage that SQLite cannot know of, or would tell only to whoever comes upon it."""

    def damage(self) -> str | None:
        """Return what is wrong with the catalog, None where nothing is; this reads all of it.

        Raises:
            StorageError: the disk fails.
        """
        try:
            self._check_kinds()
            self._check_rows()
            self._check_articles()
            self._check_vectors()
            self.rebuild_state()
        except CatalogDamagedError as exc:
            return str(exc)
        return None

    def _check_kinds(self) -> None:
        ((found,), *_) = self._rows("PRAGMA quick_check(1)")
        if found != "ok":
            raise _damaged(" ".join(str(found).split())[:100])
        for name, columns in layout.tables().items():
            for column, allowed in columns.items():
                listed = ", ".join(f"'{_STORED[kind]}'" for kind in allowed)
                self._refuse(f"a {column} that is none", f'FROM {name} WHERE typeof("{column}") NOT IN ({listed})')

    def _check_rows(self) -> None:
        for what, sql in _LACKING.items():
            self._refuse(what, sql)

    def _check_articles(self) -> None:
        """Read every article with its passages and statements, which are stretches of its text."""
        passages = (
            f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.number = p.article "
            "JOIN passage_texts t ON t.passage = p.id WHERE p.article = ?"
        )
        statements = f"SELECT {rows.STATEMENT_COLUMNS} FROM statements s WHERE s.article = ?"
        for (number,) in self._rows("SELECT number FROM articles"):
            text = self.article(number).text
            spans = [(one.start, one.end, one.text) for one in map(rows.passage, self._rows(passages, (number,)))]
            said = map(rows.statement, self._rows(statements, (number,)))
            spans += [(one.quote_start, one.quote_end, one.quote) for one in said]
            if any(start < 0 or text[start:end] != words for start, end, words in spans):
                raise _damaged("words that their article does not have there")

    def _check_vectors(self) -> None:
        model = self.model()
        if model is None:
            self._refuse("passages without a model", "FROM passages")
            return
        for table, columns in (("vectors", "vector"), ("sentence_vectors", "scales, vectors")):
            sql = (
                f"SELECT number, {columns} FROM {table} WHERE model = ? AND number > ? ORDER BY number LIMIT {_AT_ONCE}"
            )
            last = -1 << 63
            while found := self._rows(sql, (model.number, last)):
                last = found[-1][0]
                if table == "vectors":
                    rows.unpack_vectors((row[1] for row in found), model.dimension)
                else:
                    rows.unpack_units([(row[1], row[2]) for row in found], model.dimension)

    def _refuse(self, what: str, sql: str) -> None:
        if self._rows(f"SELECT 1 {sql} LIMIT 1"):
            raise _damaged(what)


@contextlib.contextmanager
def explained(catalog: Diagnosis) -> Iterator[None]:
    """Let what fails inside the block because the catalog is damaged be told as that; other mistakes stay as they are.

    Raises:
        CatalogDamagedError: the catalog is damaged.
    """
    try:
        yield
    except Exception as exc:
        explain(catalog, exc)
        raise


def explain(catalog: Diagnosis, error: BaseException | None) -> None:
    """Look for damage that may be the cause of an error that nobody foresaw.

    Raises:
        CatalogDamagedError: the catalog is damaged.
    """
    if isinstance(error, Exception) and not isinstance(error, RetrievalError):
        found = None
        with contextlib.suppress(RetrievalError):
            found = catalog.damage()
        if found is not None:
            raise CatalogDamagedError(found) from error


def _damaged(what: str) -> CatalogDamagedError:
    return CatalogDamagedError(
        f"The catalog is damaged ({what}): move the data folder away and index the articles again."
    )
