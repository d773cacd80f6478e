"""A quotation that stands in several copies of a story: which of them it is shown with, and which differ."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.copies import placed
from bot.answering.selection import Quotation
from retrieval.datatypes import Article, Copy, Evidence, Source, Statement
from tests.bot.retrievals import article, statement

TEXT = (
    "Am Montag tagte der Rat von Ostrau.\n\n„Wir haben die Schleuse nie geschlossen“, sagte Mira Tannhof. "
    "Der Bau kostet 12 Millionen Euro."
)
SAID = "„Wir haben die Schleuse nie geschlossen“"
COST = "Der Bau kostet 12 Millionen Euro."


def copy(text: str, *said: Statement, number: int = 2, earlier: bool = False, also: tuple[Source, ...] = ()) -> Copy:
    return Copy(article(text, number=number), said, also, earlier)


def found(own: Article, *copies: Copy, said: tuple[Statement, ...] = ()) -> Evidence:
    return Evidence(own, 0, len(own.text), own.text, 1.0, (), said, (), copies)


def quotation(own: Article, words: str, said: Statement | None = None) -> Quotation:
    start = own.text.index(words)
    one = Quotation(own, start, start + len(words), answer=(start + 1, start + 4))
    return replace(one, kind=said.kind, speaker=said.speaker) if said else one


def place(words: str, *copies: Copy, said: Statement | None = None, text: str = TEXT) -> Quotation:
    own = article(text)
    (one,) = placed([quotation(own, words, said)], [found(own, *copies, said=(said,) if said else ())])
    return one


def addresses(sources: tuple[Source, ...]) -> list[str | None]:
    return [source.url for source in sources]


def test_a_quotation_is_shown_with_the_first_article_that_holds_it() -> None:
    first = copy(f"Vorab:\n{COST} Der Rat zahlt.", earlier=True, also=(Source("/x.txt", None),))
    last = copy(TEXT, number=3)
    one = place(COST, first, last)
    assert one.article is first.article
    assert one.article.text[one.start : one.end] == COST
    assert one.answer is not None
    assert one.article.text[slice(*one.answer)] == COST[1:4]
    assert addresses(one.also_at) == [None, "https://example.org/1", "https://example.org/3"]
    assert one.differs == ()


def test_a_later_copy_only_shows_that_it_holds_it_too() -> None:
    one = place(COST, copy(f"{COST} Mehr nicht."))
    assert one.article.article_id == article(TEXT).article_id
    assert addresses(one.also_at) == ["https://example.org/2"]


def test_signs_and_blanks_make_no_other_words() -> None:
    text = 'Am Montag tagte der Rat.\n\n"Wir haben  die\nSchleuse nie geschlossen", sagte Mira Tannhof. Ende.'
    said = statement(text, '"Wir haben  die\nSchleuse nie geschlossen"')
    one = place(SAID, copy(text, said, earlier=True), said=statement(TEXT, SAID))
    assert one.article.text[one.start : one.end] == '"Wir haben  die\nSchleuse nie geschlossen"'
    assert addresses(one.also_at) == ["https://example.org/1"]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("Mira Tannhof", "Olaf Brink"),
        TEXT.replace("nie geschlossen“", "nie geschlossen, bis gestern“"),
        TEXT.replace("nie geschlossen", "oft geschlossen"),
    ],
)
def test_other_words_or_another_speaker_are_told_as_different(text: str) -> None:
    quote = text[text.index("„") : text.index("“") + 1]
    speaker = "Olaf Brink" if "Olaf Brink" in text else "Mira Tannhof"
    for earlier in (False, True):
        other = copy(text, statement(text, quote, speaker=speaker), earlier=earlier)
        one = place(SAID, other, said=statement(TEXT, SAID))
        assert one.article.text == TEXT
        assert one.also_at == ()
        assert addresses(one.differs) == ["https://example.org/2"]


@pytest.mark.parametrize(
    "text",
    [
        f"Niemand glaubt mehr: {COST}"[:-1] + " im Jahr.",
        "Falsch ist die Behauptung, " + COST.lower(),
        COST.replace("12", "112"),
        COST.replace("12 Millionen", "12 Milliarden"),
        COST.replace(".", ", hieß es früher."),
    ],
)
def test_a_sentence_within_another_is_not_the_same_sentence(text: str) -> None:
    one = place(COST, copy(text, earlier=True))
    assert one.article.text == TEXT
    assert one.also_at == ()
    assert addresses(one.differs) == ["https://example.org/2"]


def test_a_later_copy_that_is_only_shorter_does_not_differ() -> None:
    one = place(COST, copy("Am Montag tagte der Rat von Ostrau."))
    assert (one.also_at, one.differs) == ((), ())


def test_an_earlier_copy_that_lacks_the_words_is_told() -> None:
    one = place(COST, copy("Am Montag tagte der Rat von Ostrau.", earlier=True))
    assert addresses(one.differs) == ["https://example.org/2"]


def test_two_quotations_that_turn_out_to_be_one_are_shown_once() -> None:
    first, second = article(TEXT), article(f"{COST} Ende.", number=2)
    quotations = [quotation(second, COST), quotation(first, COST)]
    shown = placed(
        quotations,
        [
            found(second, Copy(first, (), (), earlier=True)),
            found(first, Copy(second, (), (), earlier=False)),
        ],
    )
    assert [one.article.article_id for one in shown] == [first.article_id]


def test_without_copies_nothing_changes() -> None:
    own = article(TEXT)
    assert placed([quotation(own, COST)], [found(own)]) == [quotation(own, COST)]


WORDS = st.lists(
    st.sampled_from(["Der", "Rat", "zahlt", "12", "“", "„", ".", "nie", "\n", "  ", "–", "-"]), max_size=30
)


@given(WORDS, WORDS, st.data())
def test_what_is_shown_with_an_article_stands_in_it(one: list[str], other: list[str], data: st.DataObject) -> None:
    text, second = " ".join(one), " ".join(other)
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return  # a quotation has words
    own = article(text)
    (shown,) = placed([Quotation(own, start, end)], [found(own, copy(second, earlier=True))])
    signs = str.maketrans("„“–", '""-')
    asked, found_there = (
        " ".join(piece.split()).translate(signs)
        for piece in (text[start:end], shown.article.text[shown.start : shown.end])
    )
    assert asked == found_there
