"""Import takes nothing on trust: an archive neither stands in for a file nor touches what the index holds."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from retrieval.articles import article_id
from retrieval.indexer import Indexer
from retrieval.store.records import text_hash
from tests.desk import Desk
from tests.retrieval.archives import record, source, tombstone, written
from tests.retrieval.web_server import Server, response

pytestmark = pytest.mark.slow

TRUE = "Der Damm von Ostrau hält. Das sagte Nadja Kallweit am Montag.\n"
FORGED = "Der Damm von Ostrau ist gebrochen. Das sagte Nadja Kallweit am Montag.\n"
HELD = "---\ntitle: Boote\nid: boats\nurl: https://example.org/b\npublisher: Bote\n---\nZwei Boote liegen im Hafen.\n"
OUTLET, ELSEWHERE = "https://example.org/b", "https://example.org/elsewhere"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an index that holds one article; a file beside it is not indexed yet."""
    made = Desk(tmp_path)
    made.write("held.md", HELD)
    made.index()
    made.write("own.txt", TRUE)
    return made


def whole(desk: Desk) -> list[Any]:
    """Return all that is known of the articles: texts, metadata, addresses, history."""
    with desk.catalog() as catalog:
        ids = sorted(one.article_id for one in catalog.list_articles())
        return [catalog.articles(ids), catalog.sources(ids), {ident: catalog.versions(ident) for ident in ids}]


def text_at(desk: Desk, path: Path) -> str:
    """Return the text of the one article that was read from a path."""
    with desk.catalog() as catalog:
        ids = [one.article_id for one in catalog.list_articles()]
        (found,) = (ident for ident, read in catalog.sources(ids).items() if str(path) in [one.path for one in read])
        return catalog.articles([found])[found].text


@pytest.mark.parametrize("digest", ["true", "false", "none"])
@pytest.mark.parametrize("more", [(), ("https://example.org/own",), ("/nowhere/else.txt",)], ids=repr)
@pytest.mark.parametrize("given", ["file", "folder"])
def test_a_file_wins_over_what_an_archive_says_of_it(
    desk: Desk, tmp_path: Path, digest: str, more: tuple[str, ...], given: str
) -> None:
    own = desk.articles / "own.txt"
    digests = {"true": hashlib.sha256(own.read_bytes()).hexdigest(), "false": "0" * 64, "none": ""}
    sources = [source(own, sha256=digests[digest]), *map(source, more)]
    desk.indexer().import_archive(written(tmp_path / "x.tar", [record(FORGED, sources)]))
    desk.index(own if given == "file" else desk.articles)
    assert text_at(desk, own) == TRUE
    desk.index()
    assert text_at(desk, own) == TRUE
    desk.check()


def test_a_file_wins_if_it_names_an_address_of_which_only_an_archive_knows(desk: Desk, tmp_path: Path) -> None:
    own = desk.write("own.md", f"---\nurl: {ELSEWHERE}\n---\n{TRUE}")
    forged = [
        record(FORGED, [source(own)]),
        record("Ein anderer Text über den Damm.", [source(ELSEWHERE)], identity=ELSEWHERE),
    ]
    assert desk.indexer().import_archive(written(tmp_path / "x.tar", forged)).added == 2
    report = desk.index(own)
    assert report.failed == []
    assert text_at(desk, own) == TRUE.strip()
    desk.check()


@pytest.mark.parametrize("by", ["source", "identity"])
def test_a_page_wins_over_what_an_archive_says_of_it(desk: Desk, tmp_path: Path, by: str) -> None:
    server = Server()
    try:
        page = server.url("/own")
        server.answers["/own"] = response(TRUE, kind="text/plain; charset=utf-8")
        forged = record(
            FORGED, [source(page if by == "source" else desk.articles / "own.txt", url=page)], identity=page
        )
        indexer = Indexer(desk.data, desk.encoder, max_bytes=100_000, allow_hosts=["127.0.0.1"])
        assert indexer.import_archive(written(tmp_path / "x.tar", [forged])).added == 1
        assert indexer.index([page]).failed == []
        with desk.catalog() as catalog:
            texts = [one.text for one in catalog.articles([article_id(page)]).values()]
        assert texts == [TRUE]
    finally:
        server.close()
    desk.check()


def test_the_metadata_of_a_file_win_too(desk: Desk, tmp_path: Path) -> None:
    own = desk.articles / "own.txt"
    forged = record(TRUE, [source(own, url=ELSEWHERE)], title="Falsch", publisher="Falsch")
    assert desk.indexer().import_archive(written(tmp_path / "x.tar", [forged])).added == 1
    desk.index()
    with desk.catalog() as catalog:
        (found,) = (one for one in catalog.list_articles() if one.path == str(own))
    assert (found.title, found.publisher, found.url) == ("own", None, None)


def test_a_file_that_is_gone_keeps_what_the_archive_has(desk: Desk, tmp_path: Path) -> None:
    lost = desk.articles / "lost.txt"
    desk.indexer().import_archive(written(tmp_path / "x.tar", [record(TRUE, [source(lost)])]))
    desk.index(desk.articles / "held.md")
    assert text_at(desk, lost) == TRUE


CLAIMS: dict[str, dict[str, Any]] = {
    "url of a file": {"sources": [source("/x/y.txt", url=OUTLET)]},
    "url of a page": {"sources": [source(OUTLET)]},
    "url without source": {"url": OUTLET},
    "second url": {"sources": [source("/x/y.txt"), source("/x/z.txt", url=OUTLET)]},
    "page with another address": {"sources": [source(OUTLET, url=ELSEWHERE)]},
    "path": {"sources": [source("HELD")]},
    "path without source": {"path": "HELD"},
    "second path": {"sources": [source("/x/y.txt"), source("HELD")]},
    "id": {"article_id": article_id("boats")},
    "identity": {"identity": "boats", "article_id": "0" * 12},
    "url as identity": {"identity": OUTLET},
    "text": {"text": "Zwei Boote liegen im Hafen."},
}


def claiming(what: str, held: Path, text: str) -> dict[str, Any]:
    """Return an article of an archive that claims something for itself, by default with a text of its own."""

    def at(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: at(inner) for name, inner in value.items()}
        return [at(inner) for inner in value] if isinstance(value, list) else str(held) if value == "HELD" else value

    changed = at(CLAIMS[what])
    return record(changed.pop("text", text), changed.pop("sources", ()), **changed)


@pytest.mark.parametrize("what", CLAIMS)
def test_what_the_index_holds_is_nobody_elses(desk: Desk, tmp_path: Path, what: str) -> None:
    before = whole(desk)
    claim = claiming(what, desk.articles / "held.md", FORGED)
    restored = desk.indexer().import_archive(written(tmp_path / "x.tar", [claim, record(TRUE)]))
    assert (restored.added, restored.kept, restored.failed) == (1, 1, [])
    ((where, sentence),) = restored.left_out
    assert where.endswith("articles.jsonl line 1")
    assert "“Titel”" in sentence
    assert article_id("boats") in sentence
    named = {"url": OUTLET, "path": str(desk.articles / "held.md"), "text": "its text"}.get(what.split(maxsplit=1)[0])
    assert named is None or named in sentence
    after = whole(desk)
    assert [kind[article_id("boats")] for kind in after] == [kind[article_id("boats")] for kind in before]
    assert len(after[0]) == 2
    # And the next run finds nothing to mend.
    assert desk.index(desk.articles / "held.md").unchanged == 1


@pytest.mark.parametrize("what", CLAIMS)
def test_within_an_archive_too_an_address_belongs_to_one_article(tmp_path: Path, what: str) -> None:
    desk, held = Desk(tmp_path), Path("/x/held.md")
    first = record("Zwei Boote liegen im Hafen.", [source(held, url=OUTLET)], identity="boats")
    second = claiming(what, held, FORGED)
    restored = desk.indexer().import_archive(written(tmp_path / "x.tar", [first, second, record(TRUE)]))
    assert (restored.added, restored.kept) == (2, 0)
    ((where, sentence),) = restored.failed
    assert where.endswith("articles.jsonl line 2")
    assert "articles.jsonl line 1" in sentence
    with desk.catalog() as catalog:
        assert list(catalog.articles([article_id("boats")])) == [article_id("boats")]
    desk.check()


def test_the_same_article_twice_is_imported_once(tmp_path: Path) -> None:
    desk, one = Desk(tmp_path), record(TRUE, [source("/x/y.txt")])
    restored = desk.indexer().import_archive(written(tmp_path / "x.tar", [one, one]))
    assert (restored.added, len(restored.failed)) == (1, 1)


def test_a_path_is_that_of_the_source_that_leads(tmp_path: Path) -> None:
    """An article may not name a file that it was not read from."""
    desk = Desk(tmp_path)
    forged = [
        record(FORGED, [source("/x/y.txt")], path="/x/other.txt"),
        record(TRUE, [source(ELSEWHERE)], path="/x/other.txt"),
    ]
    desk.indexer().import_archive(written(tmp_path / "x.tar", forged))
    with desk.catalog() as catalog:
        assert [(one.path, one.url) for one in catalog.list_articles()] == [("/x/y.txt", None), (None, ELSEWHERE)]
    mixed = [record(FORGED, [source("/x/y.txt", path="/x/z.txt")]), record(TRUE, [source(ELSEWHERE, path="/x/z.txt")])]
    assert len(Desk(tmp_path / "2").indexer().import_archive(written(tmp_path / "y.tar", mixed)).failed) == 2


def test_a_copy_of_an_indexed_text_joins_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.index()
    before = whole(desk)
    near = TRUE.replace("am Montag", "am späten Montag")
    copies = [record(TRUE, [source(OUTLET + "/copy")]), record(near, [source(OUTLET + "/near")])]
    assert desk.indexer().import_archive(written(tmp_path / "x.tar", copies)).unchanged == 1
    after = whole(desk)
    for kind_before, kind_after in zip(before, after, strict=True):
        assert {ident: kind_after[ident] for ident in kind_before} == kind_before


def test_removed_articles_of_an_archive_are_named(desk: Desk, tmp_path: Path) -> None:
    own = desk.articles / "own.txt"
    removed = [
        tombstone("0" * 12, own),
        tombstone("1" * 12, text="Ein Text von morgen."),
        tombstone("1" * 12, OUTLET + "/1"),
    ]
    file = written(tmp_path / "x.tar", [record("Ein Text von morgen."), record(FORGED)], removed)
    restored = desk.indexer().import_archive(file)
    assert (restored.added, restored.removed_earlier) == (1, 1)
    assert [(one.article_id, one.address) for one in restored.tombstones] == [
        ("0" * 12, str(own)),
        ("1" * 12, None),
        ("1" * 12, OUTLET + "/1"),
    ]
    assert restored.held == []
    assert desk.index().removed_earlier == 1
    # Known ones are no news, and what one keeps out can be let in.
    assert desk.indexer().import_archive(file).tombstones == []
    assert desk.index(own, readd=True).added == 1
    assert text_at(desk, own) == TRUE


@pytest.mark.parametrize("by", ["id", "text", "path", "url"])
def test_a_removed_article_that_the_index_holds_stays(desk: Desk, tmp_path: Path, by: str) -> None:
    held, other = desk.articles / "held.md", "0" * 12
    with desk.catalog() as catalog:
        ident = catalog.list_articles()[0].article_id
        text = catalog.articles([ident])[ident].text
    named = {
        "id": tombstone(ident),
        "text": tombstone(other, text=text),
        "path": tombstone(other, held),
        "url": tombstone(other, OUTLET),
    }[by]
    before = whole(desk)
    restored = desk.indexer().import_archive(written(tmp_path / "x.tar", [], [named]))
    assert (len(restored.held), restored.tombstones) == (1, [])
    assert whole(desk) == before
    with desk.catalog() as catalog:
        assert list(catalog.tombstones()) == []
    held.write_text(HELD + "Eines brennt.\n", encoding="utf-8")
    report = desk.index(held)
    assert (report.changed, report.removed_earlier) == (1, 0)


def test_an_article_of_an_archive_has_no_digest(desk: Desk, tmp_path: Path) -> None:
    own = desk.articles / "own.txt"
    known = hashlib.sha256(own.read_bytes()).hexdigest()
    desk.indexer().import_archive(written(tmp_path / "x.tar", [record(TRUE, [source(own, sha256=known)])]))
    with desk.catalog() as catalog:
        state = next(row[2] for row in catalog.known_sources() if row[0] == str(own))
    assert (state.stamp, state.checked_ns, state.digest) == (None, 0, b"")
    assert text_hash(text_at(desk, own)) == text_hash(TRUE)
