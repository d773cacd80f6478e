"""Which quotations an answer chooses for whoever asks: their language first, what they can't read apart and last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.copies import placed
from bot.answering.selection import Quotation, best_sentences, leads, statements_of, statements_on_topic
from retrieval.datatypes import Article, Evidence, Retrieval, Source, Statement
from retrieval.search import asker
from tests.bot.retrievals import Best, article, evidence, retrieval, statement

TEXTS = {
    "de": "„Der Damm hält bis zum Abend“, sagte Mira Tannhof.",
    "en": "“The dam holds until the evening”, said Mira Tannhof.",
    "fr": "«La digue tient jusqu'au soir», a dit Mira Tannhof.",
    "ru": "«Плотина держится до вечера», сказала Мира Таннхоф.",
    "uk": "«Дамба тримається до вечора», сказала Міра Таннгоф.",
}
SPEAKERS = {"ru": "Мира Таннхоф", "uk": "Міра Таннгоф"}
SELECTIONS: list[Callable[..., list[Quotation]]] = [statements_of, statements_on_topic, best_sentences, leads]


def told(language: str, number: int, *, score: float = 1.0) -> Evidence:
    """Return an article in a language that has Tannhof say the same as all others, as well as they do."""
    text = TEXTS[language]
    said = statement(text, text.partition(",")[0], speaker=SPEAKERS.get(language, "Mira Tannhof"))
    return evidence(article(text, number=number, language=language), said, best=(Best(text, score),))


def asked(*found: Evidence, language: str, reads: tuple[str, ...] = (), intent: str = "said") -> Retrieval:
    one = retrieval(*found, language=language)
    return replace(one, query=replace(one.query, reads=reads, topic="Damm"))


def languages(quotations: Sequence[Quotation]) -> list[str]:
    return [one.article.language for one in quotations]


@pytest.mark.parametrize("select", SELECTIONS)
@pytest.mark.parametrize(
    ("language", "reads", "shown", "apart"),
    [
        ("en", (), ["en", "de", "uk", "ru"], ["uk", "ru"]),
        ("de", (), ["de", "en", "uk", "ru"], ["uk", "ru"]),
        ("ru", (), ["ru", "uk", "de", "en"], ["uk", "de", "en"]),
        ("ru", ("en",), ["ru", "en", "uk", "de"], ["uk", "de"]),
        ("en", ("uk",), ["en", "uk", "de", "ru"], ["de", "ru"]),
        ("fr", ("ru", "de"), ["de", "ru", "uk", "en"], ["uk", "en"]),
    ],
)
def test_the_askers_language_is_first_and_what_they_do_not_read_is_last(
    select: Callable[..., list[Quotation]], language: str, reads: tuple[str, ...], shown: list[str], apart: list[str]
) -> None:
    found = [told(one, number) for number, one in enumerate(("uk", "de", "ru", "en"))]
    chosen = select(asked(*found, language=language, reads=reads), limit=6, longest=400)
    assert languages(chosen) == shown
    assert languages([one for one in chosen if one.apart]) == apart


@pytest.mark.parametrize(
    ("lead", "shown"), [(0.6, ["de", "uk"]), (0.72, ["de", "uk"]), (0.8, ["uk"])], ids=["alike", "nearly", "worse"]
)
def test_a_passage_that_the_asker_reads_goes_first_where_it_answers_too(lead: float, shown: list[str]) -> None:
    found = told("uk", 1, score=2.0 + lead), told("de", 2, score=2.0)
    chosen = best_sentences(asked(*found, language="en"), limit=3, longest=400)
    assert languages(chosen) == shown


@pytest.mark.parametrize(("below", "shown"), [(0.2, ["en", "uk"]), (0.4, ["en"])])
def test_what_the_asker_does_not_read_is_shown_beside_only_where_it_answers_as_well(
    below: float, shown: list[str]
) -> None:
    found = told("en", 1, score=2.0), told("uk", 2, score=2.0 - below)
    assert languages(best_sentences(asked(*found, language="en"), limit=3, longest=400)) == shown


def test_the_language_that_the_answer_is_wanted_in_is_the_askers() -> None:
    found = asked(told("en", 1), told("ru", 2), told("de", 3), language="ru")
    wanted = replace(found, query=replace(found.query, answer_language="de"))
    chosen = statements_of(wanted, limit=6, longest=400)
    assert [(one.article.language, one.apart) for one in chosen] == [("de", False), ("ru", False), ("en", False)]


@given(
    st.lists(st.tuples(st.sampled_from(sorted(TEXTS)), st.floats(-3, 3)), max_size=6),
    st.sampled_from(["de", "en", "ru", "fr"]),
    st.lists(st.sampled_from(sorted(TEXTS)), max_size=2).map(tuple),
    st.sampled_from(SELECTIONS),
)
def test_nothing_that_the_asker_reads_stands_behind_what_they_do_not(
    told_in: list[tuple[str, float]], language: str, reads: tuple[str, ...], select: Callable[..., list[Quotation]]
) -> None:
    found = asked(
        *(told(one, number, score=score) for number, (one, score) in enumerate(told_in)), language=language, reads=reads
    )
    chosen = select(found, limit=4, longest=400)
    assert [one.apart for one in chosen] == sorted(one.apart for one in chosen)
    assert all(one.apart is not asker.is_read(one.article.language, found.query) for one in chosen)
    assert bool(chosen) == bool(told_in)


DAM = "„Der Damm hält bis zum Abend, und zwar sicher“, sagte Mira Tannhof."


def statements(*found: Evidence) -> list[Quotation]:
    asked_for = retrieval(*found, language="de")
    return placed(statements_of(asked_for, limit=6, longest=400), asked_for.evidence)


def quoting(text: str, words: str, number: int, speaker: str = "Mira Tannhof") -> Evidence:
    return evidence(article(text, number=number), statement(text, words, speaker=speaker))


def words(one: Quotation) -> str:
    return one.article.text[one.start : one.end]


def test_the_same_statement_in_several_articles_is_one_with_several_sources() -> None:
    first = quoting(DAM, "„Der Damm hält bis zum Abend, und zwar sicher“", 1)
    text = 'Am Ufer: "Der Damm hält bis zum Abend, und zwar sicher", so Tannhof.'
    second = quoting(text, '"Der Damm hält bis zum Abend, und zwar sicher"', 2, speaker="Tannhof")
    (one,) = statements(first, replace(second, also_at=(Source("/other.txt", None),)))
    assert one.article is first.article
    assert one.also_at == (Source("/articles/2.txt", "https://example.org/2"), Source("/other.txt", None))


def test_the_same_words_of_two_people_are_two_statements() -> None:
    text = DAM.replace("Mira Tannhof", "Ole Brandis")
    quote = "„Der Damm hält bis zum Abend, und zwar sicher“"
    both = statements(quoting(DAM, quote, 1), quoting(text, quote, 2, speaker="Ole Brandis"))
    assert [(one.speaker, one.also_at) for one in both] == [("Mira Tannhof", ()), ("Ole Brandis", ())]


@pytest.mark.parametrize("fuller_first", [True, False])
def test_of_words_that_another_article_has_whole_the_fuller_are_quoted(fuller_first: bool) -> None:
    short = "Tannhof sagte, „der Damm hält“, und ging."
    both = [
        quoting(DAM, "„Der Damm hält bis zum Abend, und zwar sicher“", 1),
        quoting(short, "„der Damm hält“", 2, speaker="Tannhof"),
    ]
    (one,) = statements(*(both if fuller_first else reversed(both)))
    assert words(one) == "„Der Damm hält bis zum Abend, und zwar sicher“"
    # The other article has a part of it only.
    assert one.also_at == ()


@pytest.mark.parametrize("said", ["„Nein“", "„Der Damm hielt“", "„hält bis zum Abendessen“"])
def test_words_that_are_not_held_whole_or_too_short_to_tell_stay(said: str) -> None:
    text = f"{said}, sagte Mira Tannhof."
    longer = DAM.replace("sicher", "sicher – nein")
    both = statements(quoting(longer, longer[: longer.index("“") + 1], 1), quoting(text, said, 2))
    assert len(both) == 2


def test_an_article_that_denies_it_is_no_further_source() -> None:
    quote = "„Der Damm hält bis zum Abend, und zwar sicher“"
    second = quoting(DAM, quote, 2)
    denied = replace(second, statements=tuple(denying(one) for one in second.statements))
    found = retrieval(quoting(DAM, quote, 1), denied, language="de")
    (one, *_) = placed(statements_of(found, limit=6, longest=400), found.evidence)
    assert one.also_at == ()


def denying(one: Statement) -> Statement:
    return replace(one, stance="denied")


def test_a_sentence_that_another_article_has_word_for_word_is_there_too() -> None:
    text = "Der Pegel fiel um zwei Meter."
    longer = f"Es regnet. {text} Es wird kalt."
    found = retrieval(
        evidence(article(text), best=(text,)),
        evidence(article(longer, number=2), best=(Best("Es wird kalt.", -3.0),)),
        evidence(article("Der Pegel fiel um zwei Meter zu viel.", number=3), best=(Best("Der Pegel", -5.0),)),
        language="de",
        intent="topic",
        speaker=None,
    )
    (one,) = placed(best_sentences(found, limit=3, longest=400), found.evidence)
    assert [source.url for source in one.also_at] == ["https://example.org/2"]


def test_an_article_is_not_its_own_further_source() -> None:
    own: Article = article(DAM)
    quote = "„Der Damm hält bis zum Abend, und zwar sicher“"
    (one,) = statements(evidence(own, statement(DAM, quote)), evidence(own, statement(DAM, quote)))
    assert one.also_at == ()
