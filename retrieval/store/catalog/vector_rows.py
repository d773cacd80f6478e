"""The stored vectors, the models that made them, and what the vector index lacks: this part of the writer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from retrieval.store.catalog import rows
from retrieval.store.catalog.transactions import SqliteTransactions
from retrieval.store.records import Float32, PassageVectors, StoredModel


class VectorRows(SqliteTransactions):
    """Changes to the tables of models, vectors and pending passages."""

    # --- models ------------------------------------------------------------------------------------------------

    def use_model(self, fingerprint: str, dimension: int, recipe: str | None = None) -> StoredModel:
        """Make the model with this fingerprint the one whose vectors are read; `recipe` describes how to load it."""
        known = self.model()
        if known == StoredModel(known.number if known else 0, fingerprint, dimension, recipe):
            return known
        number = self.add_model(fingerprint, dimension, recipe)
        with self.transaction():
            self.switch_model(number)
        return StoredModel(number, fingerprint, dimension, recipe)

    def add_model(self, fingerprint: str, dimension: int, recipe: str | None) -> int:
        """Note a model beside the one whose vectors are read; return its number."""
        with self.transaction(visible=False):
            row = self._connection.execute(
                "INSERT INTO models (fingerprint, dimension, recipe) VALUES (?, ?, ?) "
                "ON CONFLICT (fingerprint) DO UPDATE SET recipe = excluded.recipe RETURNING number",
                (fingerprint, dimension, recipe),
            ).fetchone()
        return int(row[0])

    def switch_model(self, number: int) -> None:
        """Have the vectors of this model read and drop all others; call it inside a transaction."""
        self.set_meta("model", str(number))
        self.drop_unused_vectors()

    # --- vectors -----------------------------------------------------------------------------------------------

    def embedded(self, model: int, contents: Collection[bytes]) -> set[bytes]:
        """Return which contents have vectors of this model already."""
        sql = f"SELECT content FROM vectors WHERE model = {model:d} AND content IN"
        return {row[0] for row in self._among(sql, contents)}

    def add_vectors(self, model: int, vectors: Iterable[tuple[bytes, PassageVectors]]) -> None:
        """Store vectors by content; call it inside the transaction that stores the passages."""
        for content, embedded in vectors:
            self._connection.execute(
                "INSERT OR REPLACE INTO vectors (model, content, vector) VALUES (?, ?, ?)",
                (model, content, rows.pack_vector(embedded.vector)),
            )
            self._connection.execute(
                "INSERT OR REPLACE INTO sentence_vectors (model, content, scales, vectors) VALUES (?, ?, ?, ?)",
                (model, content, *rows.pack_units(embedded.units)),
            )

    def drop_unused_vectors(self) -> None:
        """Drop the vectors of other models and of texts that no passage has; call it inside a transaction."""
        used = "(SELECT value FROM meta WHERE name = 'model')"
        for table in ("vectors", "sentence_vectors"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE model <> CAST({used} AS INTEGER) OR NOT EXISTS "
                f"(SELECT 1 FROM passages p WHERE p.content = {table}.content)"
            )
        self._connection.execute(f"DELETE FROM models WHERE number <> CAST({used} AS INTEGER)")

    # --- what the vector index holds ---------------------------------------------------------------------------

    def count_passages(self) -> int:
        """Count the live passages."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def count_pending(self) -> int:
        """Count the passages that the vector index may not hold yet."""
        return int(self._rows("SELECT count(*) FROM pending")[0][0])

    def pending_vectors(self, model: StoredModel, limit: int) -> tuple[list[int], list[int], Float32]:
        """Return ids, slots and vectors of passages that the vector index may not hold yet, oldest first."""
        found = self._rows(
            "SELECT p.id, p.slot, v.vector FROM pending CROSS JOIN passages p ON p.id = pending.passage "
            "CROSS JOIN vectors v ON v.model = ? AND v.content = p.content ORDER BY p.id LIMIT ?",
            (model.number, limit),
        )
        vectors = rows.unpack_vectors((row[2] for row in found), model.dimension)
        return [row[0] for row in found], [row[1] for row in found], vectors

    def mark_synced(self, ids: Iterable[int]) -> int:
        """Note that the vector index holds these passages; return how many are still pending."""
        with self.transaction(visible=False):
            self._connection.executemany("DELETE FROM pending WHERE passage = ?", ((number,) for number in ids))
            return self.count_pending()

    def mark_pending(self, slots: Iterable[int] | None = None) -> None:
        """Note that the vector index lacks the passages in these slots; None is all."""
        with self.transaction(visible=False):
            if slots is None:
                self._connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages")
            else:
                sql = "INSERT OR IGNORE INTO pending SELECT id FROM passages WHERE slot = ?"
                self._connection.executemany(sql, ((slot,) for slot in slots))

    def synced_slots(self) -> list[int]:
        """Return the slots of the passages that the vector index should hold, sorted."""
        sql = "SELECT slot FROM passages WHERE id NOT IN (SELECT passage FROM pending) ORDER BY slot"
        return [row[0] for row in self._rows(sql)]

    def synced_vectors(self, model: StoredModel, size: int) -> Iterator[tuple[list[int], Float32]]:
        """Yield slots and vectors of the passages that the vector index should hold, up to `size` at a time."""
        sql = (
            "SELECT p.slot, v.vector FROM passages p CROSS JOIN vectors v ON v.model = ? AND v.content = p.content "
            "WHERE p.slot > ? AND p.id NOT IN (SELECT passage FROM pending) ORDER BY p.slot LIMIT ?"
        )
        last = -1
        while found := self._rows(sql, (model.number, last, size)):
            last = found[-1][0]
            yield [row[0] for row in found], rows.unpack_vectors((row[1] for row in found), model.dimension)
