"""An archive of `beleg export` → articles in the index; what the index holds already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from retrieval.archive.reading import Archive
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing.report import Changes, Progress
from retrieval.indexing.tombstones import Tombstones
from retrieval.store.inventory import Inventory
from retrieval.store.records import ArticleRecord, PreparedArticle, text_hash
from retrieval.store.source_records import ReadFrom, SourceState, Tombstone
from retrieval.store.writing import Writer


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
    index: Inventory,
    change: Changes,
    *,
    prepare: Callable[[Article], PreparedArticle],
    build: str,
    progress: Callable[[Progress], None],
) -> Imported:
    """Hand every article of the archive that the index lacks to `change`, with its history, and every tombstone.

    Files are read again at the next run, and known by their hashes if they are the same.
    """
    imported = Imported(roots=archive.about.roots)
    ids = {known.article_id: known.text_hash for known in index.known_articles()}
    texts = set(ids.values())
    addresses = {address for address, *_ in index.known_sources()}
    tombstones = Tombstones(index.tombstones())
    for where, tombstone, sentence in archive.tombstones():
        if tombstone is None:
            imported.failed.append((where, sentence))
        elif tombstone.article_id not in ids and tombstone.text_hash not in texts:
            tombstones.add(tombstone)
            change(partial(_add_tombstone, tombstone=tombstone))
    for done, (where, record, sentence) in enumerate(archive.articles(), 1):
        progress(Progress("files", done, archive.about.articles))
        if record is None:
            imported.failed.append((where, sentence))
            continue
        article, text = record.article, text_hash(record.article.text)
        if tombstones.of(article) or any(tombstones.at(read.address) for read in record.sources):
            imported.removed_earlier += 1
        elif ids.get(article.article_id) == text:
            imported.unchanged += 1
        elif article.article_id in ids or text in texts:
            imported.kept += 1
        else:
            try:
                prepared = prepare(article)
            except ArticleError as exc:
                imported.failed.append((where, str(exc)))
                continue
            ids[article.article_id] = text
            texts.add(text)
            new = [read for read in record.sources if read.address not in addresses]
            addresses.update(read.address for read in new)
            change(partial(_put, record=record, prepared=prepared, sources=new, build=build), prepared)
            imported.added += 1
    return imported


def _add_tombstone(writer: Writer, *, tombstone: Tombstone) -> None:
    writer.add_tombstone(tombstone)


def _put(
    writer: Writer, *, record: ArticleRecord, prepared: PreparedArticle, sources: Iterable[ReadFrom], build: str
) -> None:
    number = writer.put_article(None, prepared, build=build)
    writer.set_history(number, record.versions)
    for read in sources:
        writer.put_source(read.address, number, read.source, SourceState(None, 0, read.digest))
