"""An archive of `beleg export` → articles in the index; what the index holds already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from retrieval.archive.format import ReadFrom, Record
from retrieval.archive.reading import Archive
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing.report import Changes, Progress
from retrieval.indexing.tombstones import Tombstones
from retrieval.store.catalog.writer import Writer
from retrieval.store.records import PreparedArticle, SourceState, text_hash


@dataclass(slots=True)
class Imported:
    """What an import did; counts are of articles.

    `kept` counts those of which the index holds another text or id, `removed_earlier` those that were removed from
    this index or before the export. `failed` are (place, sentence). `roots` are the files, folders and addresses that
    the exporting index followed: the importing one does so when they are given to it.
    """

    added: int = 0
    unchanged: int = 0
    kept: int = 0
    removed_earlier: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    roots: tuple[str, ...] = ()


def import_archive(
    archive: Archive,
    writer: Writer,
    change: Changes,
    *,
    prepare: Callable[[Article], PreparedArticle],
    build: str,
    progress: Callable[[Progress], None],
) -> Imported:
    """Hand every article of the archive that the index lacks to `change`, with its history, and every tombstone.

    Files are read again at the next run, and known by their hashes if they are the same.
    """
    restored = Imported(roots=archive.about.roots)
    rows = writer.connection.execute("SELECT article_id, text_hash FROM articles").fetchall()
    ids, texts = {row[0]: row[1] for row in rows}, {row[1] for row in rows}
    addresses = {row[0] for row in writer.connection.execute("SELECT address FROM sources")}
    tombstones = Tombstones.load(writer.connection)
    for where, tombstone, sentence in archive.tombstones():
        if tombstone is None:
            restored.failed.append((where, sentence))
        elif tombstone.article_id not in ids and tombstone.text_hash not in texts:
            tombstones.add(tombstone.article_id, tombstone.address, tombstone.text_hash)
            add_tombstone = partial(_add_tombstone, tombstone.article_id, [tombstone.address], tombstone.text_hash)
            change(add_tombstone)
    for done, (where, record, sentence) in enumerate(archive.articles(), 1):
        progress(Progress("files", done, archive.about.articles))
        if record is None:
            restored.failed.append((where, sentence))
            continue
        article, text = record.article, text_hash(record.article.text)
        if tombstones.of(article) or any(tombstones.at(address) for address, *_ in record.sources):
            restored.removed_earlier += 1
        elif ids.get(article.article_id) == text:
            restored.unchanged += 1
        elif article.article_id in ids or text in texts:
            restored.kept += 1
        else:
            try:
                prepared = prepare(article)
            except ArticleError as exc:
                restored.failed.append((where, str(exc)))
                continue
            ids[article.article_id] = text
            texts.add(text)
            new = [source for source in record.sources if source[0] not in addresses]
            addresses.update(address for address, *_ in new)
            change(partial(_put, record=record, prepared=prepared, sources=new, build=build), prepared)
            restored.added += 1
    return restored


def _add_tombstone(ident: str, addresses: Iterable[str | None], text: bytes, writer: Writer) -> None:
    writer.add_tombstone(ident, addresses, text)


def _put(writer: Writer, *, record: Record, prepared: PreparedArticle, sources: Iterable[ReadFrom], build: str) -> None:
    number = writer.put_article(None, record.article, prepared.passages, prepared.said, build=build)
    writer.set_history(number, record.versions)
    for address, source, digest in sources:
        writer.put_source(address, number, source, SourceState(None, 0, digest))
