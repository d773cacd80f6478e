"""An archive of `beleg export` → articles in the index; what the index holds already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from retrieval.archive.format import Root
from retrieval.archive.reading import Archive
from retrieval.articles import article_id
from retrieval.datatypes import Article
from retrieval.errors import ArticleError
from retrieval.indexing import sources
from retrieval.indexing.report import Changes, Progress
from retrieval.indexing.tombstones import Tombstones
from retrieval.shelves import SHARED
from retrieval.store.inventory import Inventory
from retrieval.store.records import ArticleRecord, PreparedArticle, text_hash
from retrieval.store.source_records import SourceState, Tombstone
from retrieval.store.writing import Writer

Claim = tuple[str, str, str]
"""What belongs to one article only: ("id" | "text" | "address", which, shelf); of a text the hash, hex.

A text or an address is one article's on each shelf, an id on all of them, with "" for the shelf.
"""

Graves = Mapping[str, Tombstones]
"""What was removed from each shelf."""


@dataclass(slots=True)
class Imported:
    """What an import did; counts are of articles.

    `kept` counts those of which the index holds the id, the text or an address for something else, `left_out` says for
    each which: (place, sentence). `removed_earlier` counts those that were removed from this index or before the
    export. `tombstones` are the removed articles that the archive names and this index did not know: they stay out
    from now on. Where the index holds such an article, it stays, and the tombstone is one of `held`. `failed` are
    (place, sentence). `roots` are the files, folders and addresses that the exporting index followed: the importing one
    does so when they are given to it.
    """

    added: int = 0
    unchanged: int = 0
    kept: int = 0
    removed_earlier: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)
    held: list[Tombstone] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    roots: tuple[Root, ...] = ()


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

    Nothing that the archive says of files and pages is taken for what they are: each is read when it is next asked for.
    """
    imported = Imported(roots=archive.about.roots)
    holders = _holders(index)
    tombstones = _take_tombstones(archive, index, holders, change, imported)
    given: dict[Claim, str] = {}  # to the line of the archive that was first to claim it
    for done, (where, record, sentence) in enumerate(archive.articles(), 1):
        progress(Progress("files", done, archive.about.articles))
        if record is None:
            imported.failed.append((where, sentence))
            continue
        claims = list(dict.fromkeys(_claims(record)))
        ident, text = claims[:2]
        buried = tombstones.get(record.article.shelf)
        if buried and (buried.of(record.article) or any(buried.at(read.address) for read in record.sources)):
            imported.removed_earlier += 1
        elif ident in holders and holders[ident] == holders.get(text):
            imported.unchanged += 1
        elif claim := next(filter(holders.__contains__, claims), None):
            imported.kept += 1
            imported.left_out.append((where, _held(where, record.article, claim, holders[claim])))
        elif claim := next(filter(given.__contains__, claims), None):
            imported.failed.append((where, _given_twice(where, record.article, claim, given[claim])))
        else:
            try:
                # A path at which it was never read is a mere claim: whatever is read there later has it.
                prepared = prepare(record.article if record.sources else replace(record.article, path=None))
            except ArticleError as exc:
                imported.failed.append((where, str(exc)))
                continue
            given.update(dict.fromkeys(claims, where))
            change(partial(_put, record=record, prepared=prepared, build=build), prepared)
            imported.added += 1
    return imported


def _take_tombstones(
    archive: Archive, index: Inventory, holders: dict[Claim, str], change: Changes, imported: Imported
) -> Graves:
    """Hand on the tombstones that name nothing in the index; return them with those of the index."""
    seen = set(index.tombstones())
    tombstones: dict[str, Tombstones] = {}

    def bury(one: Tombstone) -> None:
        ident = partial(article_id, shelf=one.shelf)
        tombstones.setdefault(one.shelf, Tombstones((), ident)).add(one)

    for known in seen:
        bury(known)
    for where, tombstone, sentence in archive.tombstones():
        if tombstone is None:
            imported.failed.append((where, sentence))
        elif tombstone in seen:
            continue
        elif any(claim in holders for claim in _buried(tombstone)):
            imported.held.append(tombstone)
        else:
            bury(tombstone)
            change(partial(_add_tombstone, tombstone=tombstone))
            imported.tombstones.append(tombstone)
            seen.add(tombstone)
    return tombstones


def _holders(index: Inventory) -> dict[Claim, str]:
    """Return the id of the article in the index that each claim belongs to."""
    holders: dict[Claim, str] = {("address", where, shelf): ident for where, ident, shelf in index.addresses()}
    known = list(index.known_articles())
    for one in known:
        if identity := one.metadata[-1]:
            holders["address", identity, one.shelf] = one.article_id
            holders["id", article_id(identity, one.shelf), SHARED] = one.article_id
    for one in known:  # an article's own id counts more than the one that another names
        holders["id", one.article_id, SHARED] = holders["text", one.text_hash.hex(), one.shelf] = one.article_id
    return holders


def _claims(record: ArticleRecord) -> Iterator[Claim]:
    """Yield all that an article claims for itself: first its id and its text."""
    article = record.article
    yield "id", article.article_id, SHARED
    yield "text", text_hash(article.text).hex(), article.shelf
    if article.identity:
        yield "id", article_id(article.identity, article.shelf), SHARED
    named = [article.identity, article.url, article.path]
    for read in record.sources:
        named += [read.address, read.source.url]
    yield from (("address", where, article.shelf) for where in named if where)


def _buried(tombstone: Tombstone) -> Iterator[Claim]:
    """Yield all that a tombstone keeps out."""
    yield "id", tombstone.article_id, SHARED
    yield "text", tombstone.text_hash.hex(), tombstone.shelf
    if tombstone.address:
        yield "address", tombstone.address, tombstone.shelf


def _held(where: str, article: Article, claim: Claim, holder: str) -> str:
    return (
        f"{where}, “{article.title}”, was left out since {_shown(claim)} belongs to article {holder}, which stays as "
        "the index has it: to have both, import into another data folder."
    )


def _given_twice(where: str, article: Article, claim: Claim, first: str) -> str:
    return (
        f"{where}, “{article.title}”, claims {_shown(claim)}, which belongs to the article of {first}: index the one "
        "that was left out from its own file or address."
    )


def _shown(claim: Claim) -> str:
    kind, which, _ = claim
    return "its text" if kind == "text" else f"its {kind} {sources.shown(which)}"


def _add_tombstone(writer: Writer, *, tombstone: Tombstone) -> None:
    writer.add_tombstone(tombstone)


def _put(writer: Writer, *, record: ArticleRecord, prepared: PreparedArticle, build: str) -> None:
    number = writer.put_article(None, prepared, build=build)
    writer.set_history(number, record.versions)
    for read in record.sources:
        # Never read here: no stamp, no digest, so that the next run does not believe that it knows the source.
        writer.put_source(read.address, number, read.source, SourceState(None, 0, b""))
