"""Forged copies: whatever comes in, the true article stays, and no invented word is shown as of its source."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.answer import Citation
from retrieval import articles
from retrieval.articles import article_id, fetching
from retrieval.datatypes import Article, Source
from retrieval.statements import extract
from retrieval.store import open_catalog
from tests.fakes import HashedEncoder
from tests.retrieval.forged_copies import ELSEWHERE, Case, World, document
from tests.retrieval.forged_doors import DOORS, write_archive
from tests.retrieval.forged_texts import CHANGES, Change, Hand, speaker
from tests.retrieval.forgery_judge import Judge
from tests.retrieval.forgery_rounds import Asker, Round
from tests.retrieval.web_server import Server
from tests.samples import ROOT

pytestmark = pytest.mark.slow

SEEDS = (
    "genf-rjabkow-keine-zugestaendnisse.md",
    "wind-farm-vote-saltmere.md",
    "zheneva-ryabkov-bez-optimizma.md",
)
BY_NAME = {door.name: door for door in DOORS}
LONGER, SHORTER, QUOTATIONS, SPEAKERS, NUMBERS, AS_IT_IS = CHANGES
FORGED = "„Das habe ich mir alles ausgedacht“, sagte Nadja Kallweit."


@pytest.fixture(scope="module")
def ask() -> Asker:
    return Asker()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    server = Server()
    yield World(tmp_path, server, HashedEncoder())
    server.close()


def case(number: int, door: str, change: Change, *, form: str = "", before: bool = False, alike: bool = False) -> Case:
    """Return a case of one of the seeds; `number` says which, and whether the forged copy says to be older."""
    original = articles.load(ROOT / "seeds" / SEEDS[number], max_bytes=100_000)
    hand = Hand(
        original.language, str(speaker(original.text, original.language)), 80_001 + 10 * number, random.Random(5)
    )
    aimed = form or BY_NAME[door].forms[-1]
    return Case(number, BY_NAME[door], change, original, hand, aimed, before, number % 2 == 0, alike)


def stored(world: World) -> dict[str, tuple[Article, tuple[Source, ...]]]:
    """Return the articles of the index with their sources, by id."""
    with open_catalog(world.data) as catalog:
        ids = [line.article_id for line in catalog.list_articles()]
        found, sources = catalog.articles(ids), catalog.sources(ids)
    return {ident: (found[ident], sources.get(ident, ())) for ident in ids}


def index(world: World, *sources: str) -> list[tuple[str, str]]:
    return world.indexer().index(sources).failed


@pytest.mark.parametrize("door", BY_NAME)
def test_through_every_door(world: World, ask: Asker, door: str) -> None:
    cases = [
        case(0, door, LONGER, before=True),
        case(1, door, LONGER, alike=True),
        case(2, door, AS_IT_IS, before=True),
    ]
    result = Round(world, cases, ask, every=2).play()
    assert [(when, one.promise, one.found) for when, one in result.broken] == []
    assert result.counts["cited"] > 0


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_with_every_change(world: World, ask: Asker, change: Change) -> None:
    cases = [case(0, "same site, canonical", change, before=True), case(1, "file", change, form="file")]
    result = Round(world, cases, ask).play()
    assert [(when, one.promise, one.found) for when, one in result.broken] == []
    assert result.counts["invented"] > 0


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("claim", ["canonical", "og:url", "JSON-LD"])
def test_a_page_has_its_address_and_id_whoever_claimed_them(world: World, claim: str, before: bool) -> None:
    one = case(0, f"same site, {claim}", LONGER)
    one.put_true(world)
    forged = one.put_forged(world)
    sources = (forged.place, one.source) if before else (one.source, forged.place)
    for source in sources:
        assert index(world, source) == []
    found = stored(world)
    assert found.keys() == {article_id(one.source), article_id(forged.place)} or before
    assert found[article_id(one.source)] == (one.expected, (Source(None, one.source),))
    (other,) = (article for ident, (article, _) in found.items() if ident != article_id(one.source))
    assert (other.url, other.text) == (forged.place, one.seen[0].text)
    with open_catalog(world.data) as catalog:
        assert set(catalog.stories(list(found))[other.article_id]) == found.keys()


@pytest.mark.parametrize("door", ["file with its url", "file with its id", "saved page with its canonical"])
def test_of_two_files_the_second_is_refused_and_the_first_stays(world: World, door: str) -> None:
    one = case(0, door, LONGER, form="file")
    one.put_true(world)
    forged = one.put_forged(world)
    assert index(world, one.source) == []
    before = stored(world)
    ((where, sentence),) = index(world, forged.place)
    assert (where, one.source in sentence) == (forged.place, True)
    assert stored(world) == before


def test_a_page_of_another_site_names_only_itself(world: World) -> None:
    one = case(0, "other site, all claims", LONGER)
    one.put_true(world)
    forged = one.put_forged(world)
    assert index(world, forged.place, one.source) == []
    assert f"//{ELSEWHERE}:" in forged.place
    assert {article.url for article, _ in stored(world).values()} == {forged.place, one.source}


@pytest.mark.parametrize("door", [name for name in BY_NAME if name.startswith("archive")])
def test_what_is_read_wins_over_what_an_archive_says(world: World, tmp_path: Path, door: str) -> None:
    one = case(0, door, LONGER)
    one.put_true(world)
    record = one.put_forged(world).record
    assert record is not None
    write_archive(tmp_path / "forged.tar", [record])
    imported = world.indexer().import_archive(tmp_path / "forged.tar")
    assert imported.added + len(imported.failed) == 1
    assert index(world, one.source) == []
    named = [(article.text, place) for article, _ in stored(world).values() for place in (article.url, article.path)]
    true = one.expected
    assert true is not None
    assert {text for text, place in named if place and place in (true.url, true.path)} == {true.text}


def test_the_text_of_an_archive_is_shown_as_the_file_that_was_read_has_it(world: World, tmp_path: Path) -> None:
    one = case(0, "archive, its id on a site", AS_IT_IS, form="file")
    one.put_true(world)
    record = one.put_forged(world).record
    assert record is not None
    write_archive(tmp_path / "forged.tar", [record])
    world.indexer().import_archive(tmp_path / "forged.tar")
    assert index(world, one.source) == []
    ((article, sources),) = stored(world).values()
    assert (replace(article, version=1), sources) == (one.expected, (Source(one.source, one.url(world)),))


def test_an_article_that_no_source_speaks_for_gives_up_its_address(world: World) -> None:
    one = case(0, "file with its url", LONGER, form="file")
    one.put_true(world)
    address = one.url(world)
    gone = world.write("gone.md", document(replace(one.article, text=FORGED, url=address), id="another"))
    assert index(world, gone) == []
    Path(gone).unlink()
    assert index(world, one.source) == []
    held = {article.text: article.url for article, _ in stored(world).values()}
    assert held == {FORGED: None, one.article.text: address}


def test_the_address_of_a_further_source_is_not_an_archives(world: World, tmp_path: Path) -> None:
    one = case(0, "archive, its id elsewhere", LONGER, form="file")
    one.put_true(world)
    record = one.put_forged(world).record
    assert record is not None
    write_archive(tmp_path / "forged.tar", [record])
    world.indexer().import_archive(tmp_path / "forged.tar")
    reprint = world.write("a.md", document(replace(one.article, url="https://reprint.example/1")))
    assert index(world, reprint, one.source) == []
    held = {article.text: article.url for article, _ in stored(world).values()}
    assert held == {one.article.text: "https://reprint.example/1", one.seen[0].text: None}


def test_an_edit_that_is_refused_leaves_the_old_text_to_whoever_still_holds_it(world: World) -> None:
    one = case(0, "file with its url", AS_IT_IS, form="file")
    one.put_true(world)
    forged = one.put_forged(world)
    assert index(world, forged.place, one.source) == []
    one.put_forged(world, edited=True)
    ((where, _),) = index(world)
    assert where == forged.place
    ((article, sources),) = stored(world).values()
    assert (article.title, article.path) == (one.article.title, one.source)
    assert [source.path for source in sources] == [one.source]
    assert [where for where, _ in index(world)] == [forged.place]


@pytest.fixture
def judged(world: World) -> Iterator[tuple[Judge, Case]]:
    """Return the judge of an index in which a copy has the words of one speaker said by another."""
    one = case(1, "same site, no claim", SPEAKERS)
    one.put_true(world)
    assert index(world, one.source, one.put_forged(world).place) == []
    with open_catalog(world.data) as catalog:
        yield Judge(catalog, [one], {one.number: one.url(world)}), one


def cited(article: Article, quote: str, *also_at: str) -> Citation:
    start = article.text.index(quote)
    return Citation(
        *(1, quote, article.article_id, article.title, article.publisher, article.published, article.url, article.path),
        *(article.language, start, start + len(quote)),
        also_at=tuple(Source(None, url) for url in also_at),
    )


def test_the_judge_sees_each_promise_broken(judged: tuple[Judge, Case]) -> None:
    judge, one = judged
    true, forged = one.expected, one.seen[0]
    assert true is not None
    assert judge.true_articles() == []
    silent = cited(forged, one.hand.sentence())
    sound = replace(silent, differs=(Source(None, true.url),))
    assert judge.citation(sound) == []
    assert judge.invented(sound)

    def broken(citation: Citation) -> set[str]:
        return {found.promise for found in judge.citation(citation)}

    assert broken(silent) == {"differs"}
    assert broken(replace(sound, url=true.url)) == {"words"}
    assert broken(replace(sound, title=true.title)) == {"name"}
    assert broken(replace(sound, publisher=true.publisher)) == {"name"}
    assert broken(replace(sound, also_at=(Source(None, true.url),))) == {"also at"}
    quote = next(
        said.quote
        for said in extract(true.text, true.language)
        if said.speaker == one.hand.name and said.quote in forged.text
    )
    assert broken(cited(true, quote, str(forged.url))) == {"also at"}
    one.expected = replace(true, text=f"{true.text} More.")
    assert {found.promise for found in judge.true_articles()} == {"lost"}
    one.expected = replace(true, title="Another")
    assert {found.promise for found in judge.true_articles()} == {"renamed"}
