"""A quotation is found again as long as its words stand; where they do not, what became of them is told truthfully."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from time import process_time
from typing import ClassVar

import pytest

from retrieval.search.replacing import replacement
from retrieval.search.standing import Quoted, Standing, standing
from retrieval.store.catalog.earlier import unpacked
from retrieval.store.catalog.schema import CATALOG_FILE
from retrieval.store.reading import Catalog
from retrieval.text.wording import Wording, fingerprint
from tests.desk import Desk

DAM = (
    "Der Damm von Ostrau ist seit Montag gesperrt. Nadja Kallweit sagte: „Der Damm hält auch beim nächsten "
    "Hochwasser.“ Sie leitet den Verband seit drei Jahren.\n\nAm Abend kamen dreißig Anwohner in die Halle. Sie "
    "wollten wissen, wann die Straße wieder frei ist.\n"
)
SAID = "Der Damm hält auch beim nächsten Hochwasser."


class Clock(datetime):
    """Days that pass when the test says so."""

    moment: ClassVar[datetime] = datetime(2024, 3, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        del tz
        return cls.combine(cls.moment.date(), cls.moment.timetz())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for module in ("writer", "sources"):
        monkeypatch.setattr(f"retrieval.store.catalog.{module}.datetime", Clock)
    on(1)
    return Desk(tmp_path)


def on(day: int) -> None:
    Clock.moment = datetime(2024, 3, day, 8, tzinfo=UTC)


def day_of(found: Standing) -> int | None:
    return None if found.when is None else datetime.fromisoformat(found.when).day


def ident(catalog: Catalog, name: str) -> str:
    return next(one.article_id for one in catalog.list_articles() if str(one.path).endswith(name))


def quoted(desk: Desk, words: str, *, name: str = "dam.txt", versioned: bool = True) -> Quoted:
    with desk.catalog() as catalog:
        article = catalog.articles([ident(catalog, name)])[ident(catalog, name)]
        start = article.text.index(words)
        version = article.version if versioned else None
        return Quoted(article.article_id, start, start + len(words), fingerprint(words), version)


def told(desk: Desk, one: Quoted) -> Standing:
    with desk.catalog() as catalog:
        return standing(one, catalog)


def words_of(found: Standing) -> str | None:
    if found.article is None or found.start is None:
        return None
    return found.article.text[found.start : found.end]


@pytest.fixture(params=[True, False], ids=["version known", "version unknown"])
def said(desk: Desk, request: pytest.FixtureRequest) -> Quoted:
    desk.write("dam.txt", DAM)
    desk.index()
    return quoted(desk, SAID, versioned=request.param)


@pytest.mark.parametrize(
    "text",
    [
        DAM,
        "Von Odilo Krammwitz, Ostrau\n\n" + DAM,
        DAM.replace("seit Montag gesperrt", "seit Dienstag gesperrt, wie es heißt"),
        DAM.replace("„", "»").replace("“", "«"),
        DAM.replace(" Damm hält", "\u00a0Damm\nhält").replace("beim nächsten", "beim  nächs\u00adten"),
        DAM.replace(SAID, "Nein.").replace("Am Abend", f"{SAID} Am Abend"),
    ],
)
def test_words_that_stand_are_found_wherever_they_stand(desk: Desk, said: Quoted, text: str) -> None:
    desk.write("dam.txt", text)
    desk.index()
    found = told(desk, said)
    assert (found.state, found.when) == ("stands", None)
    assert re.findall(r"\w+", str(words_of(found)).replace("\u00ad", "")) == re.findall(r"\w+", SAID)


def test_words_that_were_changed_are_told_with_what_replaced_them(desk: Desk, said: Quoted) -> None:
    on(2)
    desk.write("dam.txt", DAM.replace("Am Abend", "Am späten Abend"))
    desk.index()
    on(5)
    desk.write("dam.txt", DAM.replace("hält auch beim nächsten", "hält vielleicht auch beim"))
    desk.index()
    on(9)
    desk.write("dam.txt", "Aus Ostrau\n\n" + DAM.replace("hält auch beim nächsten", "hält vielleicht auch beim"))
    desk.index()
    found = told(desk, said)
    assert (found.state, day_of(found)) == ("changed", 5)
    assert words_of(found) == "Nadja Kallweit sagte: „Der Damm hält vielleicht auch beim Hochwasser.“"


def test_words_that_were_taken_out_have_no_replacement(desk: Desk, said: Quoted) -> None:
    on(3)
    desk.write("dam.txt", DAM.replace(f"Nadja Kallweit sagte: „{SAID}“ ", ""))
    desk.index()
    found = told(desk, said)
    assert (found.state, day_of(found), words_of(found)) == ("changed", 3, None)


def test_a_sentence_divided_in_two_is_told_whole(desk: Desk) -> None:
    text = DAM.replace("Sie leitet", "Der Verband zahlt zwei Millionen Euro und baut im Herbst eine Mauer. Sie leitet")
    desk.write("dam.txt", text)
    desk.index()
    one = quoted(desk, "Der Verband zahlt zwei Millionen Euro und baut im Herbst eine Mauer.")
    desk.write("dam.txt", text.replace("Euro und baut im Herbst", "Euro. Er baut im Herbst"))
    desk.index()
    assert words_of(told(desk, one)) == "Der Verband zahlt zwei Millionen Euro. Er baut im Herbst eine Mauer."


def test_a_longer_word_or_number_is_not_the_one_quoted(desk: Desk) -> None:
    desk.write("dam.txt", DAM.replace("dreißig", "5"))
    desk.index()
    one = quoted(desk, "Am Abend kamen 5")
    for number in ("50", "5,7 Millionen"):
        desk.write("dam.txt", DAM.replace("dreißig", number))
        desk.index()
        assert told(desk, one).state == "changed"


def test_of_several_places_the_one_with_the_same_words_around_it_is_shown(desk: Desk) -> None:
    parts = [f"{name} kam aus {town}. „Das ist falsch“, sagte {name} in {town}." for name, town in TOLD]
    desk.write("dam.txt", "\n\n".join(parts))
    desk.index()
    with desk.catalog() as catalog:
        article = catalog.articles([ident(catalog, "dam.txt")]).popitem()[1]
    places = [match.start() for match in re.finditer("Das ist falsch", article.text)]
    second = Quoted(article.article_id, places[1], places[1] + 14, fingerprint("Das ist falsch"), 1)
    desk.write("dam.txt", "\n\n".join([parts[2], parts[0], parts[1]]))
    desk.index()
    found = told(desk, second)
    assert found.article is not None
    assert found.end is not None
    assert found.article.text[found.end :].startswith("“, sagte Berta")


TOLD = (("Anton", "Lindau"), ("Berta", "Ostrau"), ("Cäsar", "Murnau"))


def test_a_removed_article_is_told_with_its_day_and_a_missing_file_without(desk: Desk, said: Quoted) -> None:
    desk.write("other.txt", DAM.replace("Ostrau", "Lindau").replace("Kallweit", "Holt"))
    desk.index()
    other = quoted(desk, SAID, name="other.txt")
    (desk.articles / "other.txt").unlink()
    desk.index(prune=True)
    on(7)
    desk.indexer().remove([said.article_id])
    assert (told(desk, said).state, day_of(told(desk, said))) == ("removed", 7)
    assert told(desk, other) == Standing("gone")
    assert told(desk, replace(other, article_id="0" * 16)) == Standing("gone")


def test_the_fingerprint_finds_the_words_where_the_text_quoted_is_not_kept(desk: Desk, said: Quoted) -> None:
    for number in range(2, 13):
        on(number)
        desk.write("dam.txt", f"Stand {number}\n\n" + DAM)
        desk.index()
    with desk.catalog() as catalog:
        kept = catalog.earlier_texts(said.article_id)
    assert list(kept) == [4, 5, 6, 7, 8, 9, 10, 11]
    assert words_of(told(desk, said)) == SAID
    on(20)
    desk.write("dam.txt", DAM.replace("hält auch", "hält nie"))
    desk.index()
    found = told(desk, said)
    assert (found.state, day_of(found)) == ("changed", 20)
    assert words_of(found) == "Nadja Kallweit sagte: „Der Damm hält nie beim nächsten Hochwasser.“"


def test_where_no_text_that_held_the_words_is_kept_nothing_is_made_up(desk: Desk, said: Quoted) -> None:
    for number in range(2, 14):
        on(number)
        desk.write("dam.txt", f"Stand {number}\n\n" + DAM.replace("hält auch", "hält nie"))
        desk.index()
    found = told(desk, said)
    assert (found.state, found.when, words_of(found)) == ("changed", None, None)


@pytest.mark.parametrize(("start", "end"), [(-5, 10), (10, 5), (0, 0), (0, 10**9), (10**9, 10**9 + 5)])
def test_a_forged_place_is_answered(desk: Desk, said: Quoted, start: int, end: int) -> None:
    forged = replace(said, start=start, end=end, fingerprint="00000000", version=77)
    assert told(desk, forged) == Standing("changed", told(desk, said).article)


@pytest.mark.parametrize("unit", ["a. ", "Ja. ", "- ", "“ ", "\n\n", "x"])
def test_articles_made_to_take_long_take_no_longer(unit: str) -> None:
    old, new = DAM + unit * (60_000 // len(unit)), "Ein anderer Anfang. " + "b. " * 20_000
    began = process_time()
    replacement(old, new, 0, 2_000, "de")
    wording = Wording(old)
    assert len(wording.places(unit.strip())) <= 1_000
    assert wording.places_of("00000000", 1_900) == []
    assert process_time() - began < 10


@pytest.mark.slow
def test_no_earlier_text_of_a_removed_article_is_left_in_any_file(desk: Desk) -> None:
    desk.write("dam.txt", DAM + "Der Zwirbelquast schwieg.\n")
    desk.index()
    one = quoted(desk, SAID)
    desk.write("dam.txt", DAM)
    desk.index()
    with sqlite3.connect(desk.data / CATALOG_FILE) as connection:
        ((packed,),) = connection.execute("SELECT packed FROM earlier_texts").fetchall()
    assert "Zwirbelquast" in unpacked(packed, desk.texts()["dam.txt"])

    def traces() -> list[bytes]:
        kept = [path.read_bytes() for path in desk.data.rglob("*") if path.is_file()]
        return [words for words in (b"Zwirbelquast", packed) if any(words in one for one in kept)]

    assert traces()
    desk.indexer().remove([one.article_id])
    assert not traces()


# --- the law: whatever is edited, what is told is true ---------------------------------------------------------------


@dataclass
class Sentence:
    """A sentence of the oracle: its words, a part of them in quotation marks."""

    words: list[str]
    marked: int

    def written(self, style: tuple[str, str, str, str]) -> Iterator[tuple[str, int | None]]:
        """Yield pieces of text, each with the number of the word that it is."""
        opening, closing, dash, blank = style
        for number, word in enumerate(self.words):
            if number:
                yield (dash if number == self.marked + 2 else blank), None
            if number == self.marked:
                yield opening, None
            yield (word.capitalize() if not number else word), number
            if number == self.marked:
                yield closing, None
        yield ".", None


@dataclass
class Draft:
    """An article of the oracle."""

    paragraphs: list[list[Sentence]]
    style: tuple[str, str, str, str] = ("„", "“", " – ", " ")
    version: int = 1
    removed: str = ""
    changed_on: int = 1
    quotes: list[Quote] = field(default_factory=list)

    def written(self) -> tuple[str, dict[int, list[tuple[int, int]]]]:
        """Return the text, and where each word of each sentence stands."""
        text = ""
        places: dict[int, list[tuple[int, int]]] = {}
        for paragraph in self.paragraphs:
            for sentence in paragraph:
                spans = places.setdefault(id(sentence), [])
                for piece, number in sentence.written(self.style):
                    if number is not None:
                        spans.append((len(text), len(text) + len(piece)))
                    text += piece
                text += " "
            text = text[:-1] + "\n\n"
        return text.rstrip("\n") + "\n", places


@dataclass
class Quote:
    """A quotation, the sentence it is from, its words; on which day these were changed, and by which words."""

    kept: Quoted
    sentence: Sentence
    words: list[str]
    lost: int | None = None


STYLES = [("„", "“", " – ", " "), ("»", "«", " — ", " "), ("“", "”", " - ", "\u00a0"), ('"', '"', " –\n", " ")]


def word(draw: random.Random) -> str:
    return "".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))


def sentence(draw: random.Random) -> Sentence:
    words = [word(draw) for _ in range(draw.randint(7, 12))]
    return Sentence(words, draw.randint(1, len(words) - 3))


def paragraph(draw: random.Random) -> list[Sentence]:
    return [sentence(draw) for _ in range(draw.randint(1, 4))]


def edit(draft: Draft, draw: random.Random) -> None:
    """Change an article in one way."""
    everything = draft.paragraphs
    where = draw.randrange(len(everything))
    what = draw.choice(["insert", "delete", "style", "swap", "word", "word", "drop", "lengthen"])
    if what == "insert":
        everything.insert(where, paragraph(draw))
    elif what == "delete" and len(everything) > 2:
        del everything[where]
    elif what == "style":
        draft.style = draw.choice([style for style in STYLES if style != draft.style])
    elif what == "swap":
        other = draw.randrange(len(everything))
        one, two = draw.randrange(len(everything[where])), draw.randrange(len(everything[other]))
        everything[where][one], everything[other][two] = everything[other][two], everything[where][one]
    elif what == "drop" and len(everything[where]) > 1:
        del everything[where][draw.randrange(len(everything[where]))]
    else:
        changed = draw.choice(everything[where])
        at = draw.randrange(len(changed.words))
        changed.words[at] = word(draw) + ("sa" if what == "lengthen" else "")


def quote(draft: Draft, article_id: str, draw: random.Random) -> Quote:
    text, places = draft.written()
    chosen = draw.choice(draw.choice(draft.paragraphs))
    first = draw.randrange(len(chosen.words) - 2)
    last = draw.randrange(first + 2, len(chosen.words))
    start, end = places[id(chosen)][first][0], places[id(chosen)][last][1]
    version = draw.choice([draft.version, None])
    kept = Quoted(article_id, start, end, fingerprint(text[start:end]), version)
    return Quote(kept, chosen, re.findall(r"\w+", text[start:end]))


def stands(one: Quote, text: str) -> bool:
    """Tell by words alone whether a quotation stands: the oracle knows neither offsets nor signs."""
    words = re.findall(r"\w+", text)
    return any(words[at : at + len(one.words)] == one.words for at in range(len(words)))


def check(one: Quote, draft: Draft, catalog: Catalog) -> None:
    found = standing(one.kept, catalog)
    if draft.removed:
        assert (found.state, day_of(found)) == (
            ("removed", draft.changed_on) if draft.removed == "on" else ("gone", None)
        )
        return
    text, _ = draft.written()
    assert found.article is not None
    if one.lost is None:
        assert found.state == "stands"
        assert re.findall(r"\w+", str(words_of(found))) == one.words
        return
    assert (found.state, day_of(found)) == ("changed", one.lost)
    present = [each for part in draft.paragraphs for each in part]
    now = words_of(found)
    if any(each is one.sentence for each in present):
        assert now == "".join(piece for piece, _ in one.sentence.written(draft.style))
    elif now is not None:
        assert now in text
        assert not stands(one, now)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_after_each_of_many_random_edits_what_is_told_of_a_quotation_is_true(desk: Desk, seed: int) -> None:
    draw = random.Random(seed)
    drafts = {f"a{number}.txt": Draft([paragraph(draw) for _ in range(6)]) for number in range(15)}
    edits = 0
    for day in range(1, 10):
        on(day)
        for name, draft in drafts.items():
            before = draft.written()[0]
            if draft.removed:
                continue
            if day > 1:
                edit(draft, draw)
                edits += 1
            if day > 5 and draw.random() < 0.05:
                draft.removed, draft.changed_on = draw.choice(["on", "gone"]), day
            text = draft.written()[0]
            draft.version += day > 1 and text.strip() != before.strip()
            for one in draft.quotes:
                if one.lost is None and not stands(one, text):
                    one.lost = day
            if draft.removed == "gone":
                (desk.articles / name).unlink()
            else:
                desk.write(name, text)
        desk.index(prune=True)
        with desk.catalog() as catalog:
            known = {Path(str(one.path)).name: one.article_id for one in catalog.list_articles()}
        desk.indexer().remove([known[name] for name, one in drafts.items() if one.removed == "on" and name in known])
        with desk.catalog() as catalog:
            for name, draft in drafts.items():
                if not draft.removed and day % 2:
                    draft.quotes.append(quote(draft, known[name], draw))
                for one in draft.quotes:
                    check(one, draft, catalog)
    assert edits >= 100
