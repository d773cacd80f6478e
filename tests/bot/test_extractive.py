"""Answers without a language model: exact texts, exact offsets, and laws over odd articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Facts, Heading
from bot.answering.answerer import Answerer
from bot.answering.citations import markers, verify
from bot.answering.composing import Composed, Limits
from bot.answering.extractive import compose
from bot.answering.layout import lines
from bot.answering.marks import printable
from bot.answering.wording import wording
from retrieval.datatypes import (
    Article,
    Evidence,
    Hit,
    Passage,
    Query,
    ReadSentence,
    Reason,
    Retrieval,
    Searched,
    Source,
    Statement,
)
from retrieval.search.query import understand
from retrieval.statements import extract
from tests.bot.answers import Told, bare, composed, text_of
from tests.bot.retrievals import Best, article, evidence, retrieval, statement


@dataclass(frozen=True)
class Sizes:
    max_characters: int = 1200
    quotation_characters: int = 400
    quotations: int = 4
    statements: int = 6


SIZES = Sizes()
DAM = (
    '"Der Damm hält bis zum Abend", sagte Bürgermeisterin Mira Tannhof.\n\n'
    "Die Stadt sei auf Hochwasser vorbereitet, zitierte die Agentur Ostwind Tannhof.\n\n"
    '"Wir haben Sandsäcke", sagte Tannhof, "und genug Leute."\n\n'
    '"Das reicht nie", sagte Feuerwehrchef Ole Brandis.'
)
MAYOR, INDIRECT = (
    statement(DAM, '"Der Damm hält bis zum Abend"'),
    statement(DAM, "Die Stadt sei auf Hochwasser vorbereitet", kind="indirect", via="Ostwind"),
)
BROKEN = statement(DAM, '"Wir haben Sandsäcke"', '"und genug Leute."')
SEARCHED = Searched(names={"Tannhof": ("Tannhof", "Tanhof")}, resolved="Mira Tannhof")


def test_what_somebody_said_in_english() -> None:
    found = retrieval(evidence(article(DAM), MAYOR, INDIRECT, BROKEN), searched=SEARCHED)
    answer = composed(found, SIZES)
    assert answer.text == (
        "Mira Tannhof (searched: Tannhof, Tanhof) · 3 statements in 1 article\n"
        "\n"
        "│ “Der Damm hält bis zum Abend”\n"
        "[1] 9 Jan 2022\n"
        "│ “Die Stadt sei auf Hochwasser vorbereitet”\n"
        "[2] reported speech · via Ostwind · 9 Jan 2022\n"
        "│ “‘Wir haben Sandsäcke’, sagte Tannhof, ‘und genug Leute.’”\n"
        "[3] 9 Jan 2022"
    )
    assert [citation.quote for citation in answer.citations] == [MAYOR.quote, INDIRECT.quote, BROKEN.quote]
    assert [citation.speaker for citation in answer.citations] == ["Mira Tannhof"] * 3
    assert [(citation.kind, citation.via) for citation in answer.citations][1] == ("indirect", "Ostwind")


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "Mira Tannhof denied that the dam would break.", "│ “the dam would break”\n[1] denied · 9 Jan 2022"),
        (
            "de",
            "Mira Tannhof bestritt, dass der Damm brechen werde.",
            "│ „dass der Damm brechen werde“\n[1] bestritten · 9. Jan. 2022",
        ),
        ("en", 'Mira Tannhof denied it: "The dam holds."', "│ “The dam holds.”\n[1] 9 Jan 2022"),
    ],
)
def test_what_somebody_denies_is_not_quoted_as_what_they_said(language: str, text: str, shown: str) -> None:
    said = extract(text, language)
    found = retrieval(evidence(article(text, language=language), *said), language=language, searched=SEARCHED)
    assert composed(found, SIZES).text.partition("\n\n")[2] == shown


def test_what_somebody_said_in_german() -> None:
    found = retrieval(evidence(article(DAM), INDIRECT), language="de", searched=SEARCHED)
    assert composed(found, SIZES).text == (
        "Mira Tannhof (gesucht: Tannhof, Tanhof) · 1 Aussage in 1 Artikel\n"
        "\n"
        "│ „Die Stadt sei auf Hochwasser vorbereitet“\n"
        "[1] indirekte Rede · via Ostwind · 9. Jan. 2022"
    )


def test_the_statement_in_the_best_sentence_comes_first() -> None:
    found = retrieval(evidence(article(DAM), MAYOR, INDIRECT, best=(INDIRECT.quote,)))
    assert [citation.start for citation in composed(found, SIZES).citations] == [
        INDIRECT.quote_start,
        MAYOR.quote_start,
    ]


def test_statements_of_one_article_stand_together() -> None:
    other = "„Im Juni wird gebaut“, sagte Mira Tannhof dem Rat."
    found = retrieval(
        evidence(article(DAM), MAYOR),
        evidence(article(other, number=2), statement(other, "„Im Juni wird gebaut“")),
        evidence(article(DAM), INDIRECT),
    )
    answer = composed(found, SIZES)
    assert [citation.article_id[-1] for citation in answer.citations] == ["1", "1", "2"]
    assert "3 statements in 2 articles" in answer.text
    assert "\n[2] reported speech · via Ostwind · 9 Jan 2022\n\n│ “Im Juni wird gebaut”\n[3] " in answer.text


def test_one_article_does_not_fill_the_room_of_the_others() -> None:
    long = " ".join(f"„Satz {n} über den Damm“, sagte Mira Tannhof." for n in range(9))
    short = "„Im Juni wird gebaut“, sagte Mira Tannhof dem Rat."
    many = [statement(long, f"„Satz {n} über den Damm“") for n in range(9)]
    found = retrieval(
        evidence(article(long), *many),
        evidence(article(short, number=2), statement(short, "„Im Juni wird gebaut“")),
    )
    assert [c.article_id[-1] for c in composed(found, SIZES).citations] == ["1", "1", "1", "1", "1", "2"]
    assert [c.article_id[-1] for c in composed(found, Sizes(statements=2)).citations] == ["1", "2"]


def test_a_long_broken_quotation_becomes_one_citation_for_each_part() -> None:
    gap = "das berichtete die Agentur, " * 20
    text = f'"Wir bauen den Damm", sagte Mira Tannhof, {gap} "und zwar bald."'
    found = retrieval(evidence(article(text), statement(text, '"Wir bauen den Damm"', '"und zwar bald."')))
    assert [c.quote for c in composed(found, SIZES).citations] == ['"Wir bauen den Damm"', '"und zwar bald."']


def test_three_statements_fit_even_if_each_must_be_shorter() -> None:
    sentence = "Der Damm am Fluss bleibt auch nach dem Regen stehen und hält die Stadt trocken. "
    texts = [f"„{name} sprach zuerst. {sentence * 4}“, sagte Mira Tannhof." for name in ("Anna", "Berta", "Clara")]
    found = retrieval(
        *(
            evidence(article(text, number=n), statement(text, text[: text.index("“") + 1]))
            for n, text in enumerate(texts)
        )
    )
    answer = composed(found, Sizes(max_characters=900))
    assert len(answer.citations) == 3
    assert len(answer.text) <= 900
    assert answer.text.count("[…]") == 3
    assert not any(citation.quote.startswith("„") for citation in answer.citations)


def test_sentences_that_match_an_ordinary_question() -> None:
    text = (
        "Am Ufer stehen 300 Helfer. Der Pegel fiel um zwei Meter.\n"
        "„Das ist ein gutes Zeichen, denn morgen wird es trocken“, sagte Mira Tannhof."
    )
    said = statement(text, "„Das ist ein gutes Zeichen, denn morgen wird es trocken“", via="Ostwind")
    sentence = text[said.quote_start :]
    found = retrieval(
        evidence(article(text), said, best=(sentence, "Am Ufer stehen 300 Helfer.")),
        evidence(article("The river fell.", number=2, language="en", publisher=None), best=("The river fell.",)),
        intent="topic",
        speaker=None,
    )
    answer = composed(found, SIZES)
    assert answer.text == (
        "│ “The river fell.”\n"
        "[1] 9 Jan 2022\n"
        "\n"
        "│ “‘Das ist ein gutes Zeichen, denn morgen wird es trocken’, sagte Mira Tannhof.”\n"
        "[2] Mira Tannhof · via Ostwind · 9 Jan 2022\n"
        "\n"
        "│ “Am Ufer stehen 300 Helfer.”\n"
        "[3] 9 Jan 2022"
    )
    assert [citation.kind for citation in answer.citations] == [None, "direct", None]


def test_neighbours_are_one_quotation_and_weak_evidence_is_left_out() -> None:
    text = (
        "Der Pegel fiel. Er steht bei zwei Metern. Am Ufer wachen Helfer.\n\nDer Markt ist offen. " + "Viel " * 90 + "."
    )
    best = ("Er steht bei zwei Metern.", "Der Markt ist offen.", "Der Pegel fiel.")
    found = retrieval(
        evidence(article(text), best=best, score=5.0),
        evidence(article("Etwas anderes.", number=2), best=("Etwas anderes.",), score=0.9),
        intent="topic",
        speaker=None,
    )
    quotes = [citation.quote for citation in composed(found, SIZES).citations]
    assert quotes == ["Der Pegel fiel. Er steht bei zwei Metern.", "Der Markt ist offen."]


def test_a_sentence_that_quotes_two_people_names_none() -> None:
    text = "„Ja“, sagte Mira Tannhof, „nein“, sagte Ole Brandis."
    said = statement(text, "„Ja“"), statement(text, "„nein“", speaker="Ole Brandis")
    found = retrieval(evidence(article(text), *said, best=(text,)), intent="topic", speaker=None)
    assert composed(found, SIZES).citations[0].speaker is None


def test_the_sentence_that_answers_best_comes_first_whatever_article_it_is_from() -> None:
    found = retrieval(
        evidence(article("Der Damm hält. Er ist alt.", language="en"), best=(Best("Er ist alt.", 2.5),)),
        evidence(article("Er bricht nie.", number=2, language="en"), best=(Best("Er bricht nie.", 3.0),)),
        intent="topic",
        speaker=None,
    )
    assert quotes(found) == ["Er bricht nie.", "Er ist alt."]


@pytest.mark.parametrize(
    ("second", "elsewhere", "added"),
    [
        (Best("Zweiter Satz.", score=8.8), True, True),
        (Best("Zweiter Satz.", score=8.7), True, False),
        (Best("Zweiter Satz.", score=7.1), False, True),
        (Best("Zweiter Satz.", score=6.9), False, False),
        (Best("Zweiter Satz.", score=9.0, answer="Zweiter"), True, True),
        (Best("ERSTER, und noch einer.", score=9.0, answer="ERSTER,"), True, False),
    ],
)
def test_a_further_sentence_is_quoted_where_it_adds_something(second: Best, elsewhere: bool, added: bool) -> None:
    first = Best("Erster Satz.", score=9.5, reader=6.0, answer="Erster")
    found = retrieval(
        *(
            (evidence(article(first.words), best=(first,)), evidence(article(second.words, number=2), best=(second,)))
            if elsewhere
            else (evidence(article(f"{first.words}\n\n{second.words}"), best=(first, second)),)
        ),
        intent="topic",
        speaker=None,
    )
    assert quotes(found) == ["Erster Satz.", *([second.words] if added else [])]


@pytest.mark.parametrize(("lead", "first"), [(0.6, "The dam holds."), (0.8, "Der Damm hält.")])
def test_of_two_sentences_that_answer_alike_the_askers_language_comes_first(lead: float, first: str) -> None:
    found = retrieval(
        evidence(article("Der Damm hält."), best=(Best("Der Damm hält.", 2.0 + lead),)),
        evidence(article("The dam holds.", number=2, language="en"), best=(Best("The dam holds.", 2.0),)),
        intent="topic",
        speaker=None,
    )
    assert quotes(found)[0] == first


def test_of_what_somebody_said_on_a_topic_only_what_answers_is_quoted() -> None:
    best = (Best("Die Stadt sei auf Hochwasser vorbereitet", 2.0), Best(MAYOR.quote, -3.0))
    found = retrieval(evidence(article(DAM), MAYOR, INDIRECT, BROKEN, best=best), topic="Hochwasser", searched=SEARCHED)
    assert quotes(found) == [INDIRECT.quote]


def test_a_sentence_that_is_no_statement_of_the_speaker_is_told_as_the_papers() -> None:
    text = "Tannhof kam am Abend. „Der Damm hält“, sagte Mira Tannhof."
    best = (Best("Tannhof kam am Abend.", 2.0, answer="am Abend"), Best("„Der Damm hält“", 1.5))
    found = retrieval(
        evidence(article(text), statement(text, "„Der Damm hält“"), best=best), topic="Damm", searched=SEARCHED
    )
    answer = composed(found, SIZES)
    assert answer.text == (
        "Mira Tannhof (searched: Tannhof, Tanhof) · 1 statement in 1 article\n"
        "\n"
        "│ “Tannhof kam am Abend.”\n"
        "[1] the article’s words · 9 Jan 2022\n"
        "│ “Der Damm hält”\n"
        "[2] 9 Jan 2022"
    )
    assert [citation.kind for citation in answer.citations] == [None, "direct"]
    assert [text[c.answer_start : c.answer_end] for c in answer.citations if c.answer_start] == ["am Abend"]


def test_a_summary_quotes_the_beginning_of_each_article() -> None:
    text = "Der Damm\n\nDer Damm hält.\nEr ist alt.\n\nWetter\n\nEs regnet."
    found = retrieval(
        evidence(article(text), best=("Der Damm hält.", "Er ist alt.", "Es regnet.")),
        evidence(article("Der Markt ist offen.", number=2), best=("Der Markt ist offen.",)),
        evidence(article("Viel " * 90 + "Ende. Und Schluss.", number=3), best=("Viel " * 90 + "Ende.", "Und Schluss.")),
        intent="summary",
        speaker=None,
    )
    answer = composed(found, SIZES)
    assert [c.quote for c in answer.citations[:2]] == ["Der Damm hält.\nEr ist alt.", "Der Markt ist offen."]
    assert answer.citations[2].quote.startswith("Viel Viel")
    assert len(answer.citations[2].quote) <= SIZES.quotation_characters


def test_a_long_quotation_keeps_the_words_that_answer() -> None:
    lead = "Der Rat tagte am Montag und beriet über alles, was anstand. " * 8
    text = f"{lead}Der Damm wird im Juni 2031 gebaut."
    found = retrieval(evidence(article(text), best=(Best(text, answer="im Juni 2031"),)), intent="topic", speaker=None)
    answer = composed(found, SIZES)
    assert answer.text == "│ […] “Der Damm wird im Juni 2031 gebaut.”\n[1] 9 Jan 2022"
    assert text[answer.citations[0].answer_start : answer.citations[0].answer_end] == "im Juni 2031"


def test_an_answer_names_whom_a_misspelt_name_was_taken_for() -> None:
    topic = retrieval(evidence(article(DAM), best=(MAYOR.quote,)), intent="topic", searched=Searched(meant="Tannhof"))
    assert composed(topic, SIZES).text.startswith("For Tannhof:\n\n│ “Der Damm")
    said = retrieval(evidence(article(DAM), MAYOR), searched=Searched(meant="Tannhof", resolved="Mira Tannhof"))
    assert composed(said, SIZES).text.startswith("For Tannhof:\nMira Tannhof · 1 statement in 1 article\n\n│")


def test_who_holds_the_role_that_was_asked_for_is_named() -> None:
    found = retrieval(evidence(article(DAM), MAYOR), speaker="the mayor", searched=Searched(speakers=("Mira Tannhof",)))
    assert composed(found, SIZES).text == (
        "Mira Tannhof (the mayor) · 1 statement in 1 article\n\n│ “Der Damm hält bis zum Abend”\n[1] 9 Jan 2022"
    )
    unnamed = statement(DAM, '"Das reicht nie"', speaker=None)
    several = retrieval(
        evidence(article(DAM), MAYOR, unnamed),
        speaker="the mayor",
        searched=Searched(speakers=("Mira Tannhof", "Ole Brandis")),
    )
    assert composed(several, SIZES).text == (
        "the mayor: Mira Tannhof, Ole Brandis · 2 statements in 1 article\n"
        "\n"
        "│ “Der Damm hält bis zum Abend”\n"
        "[1] Mira Tannhof · 9 Jan 2022\n"
        "│ “Das reicht nie”\n"
        "[2] the mayor · 9 Jan 2022"
    )


LOCK = (
    '"Die Schleuse klemmt", sagte Mira Tannhof. "Das Geld ist da", sagte Mira Tannhof.\n\n'
    '"Der Kahn sinkt", sagte Ole Tannhof.\n\n"Es regnet seit Mai", sagte Ida Tannhof.'
)
FAMILY = (
    statement(LOCK, '"Die Schleuse klemmt"'),
    statement(LOCK, '"Das Geld ist da"'),
    statement(LOCK, '"Der Kahn sinkt"', speaker="Ole Tannhof"),
    statement(LOCK, '"Es regnet seit Mai"', speaker="Ida Tannhof"),
)
NAMESAKES = ("Mira Tannhof", "Ole Tannhof", "Ida Tannhof")


def test_people_of_one_name_are_named_and_each_is_quoted() -> None:
    found = retrieval(evidence(article(LOCK), *FAMILY), searched=Searched(resolved="Mira Tannhof", namesakes=NAMESAKES))
    assert composed(found, replace(SIZES, statements=3)).text == (
        "Several people of this name speak: Mira Tannhof, Ole Tannhof, Ida Tannhof.\n"
        "Tannhof · 3 statements in 1 article\n"
        "\n"
        "│ “Die Schleuse klemmt”\n"
        "[1] Mira Tannhof · 9 Jan 2022\n"
        "│ “Der Kahn sinkt”\n"
        "[2] Ole Tannhof · 9 Jan 2022\n"
        "│ “Es regnet seit Mai”\n"
        "[3] Ida Tannhof · 9 Jan 2022"
    )


def test_the_one_whom_the_topic_fits_is_quoted_and_all_of_the_name_are_named() -> None:
    found = retrieval(
        evidence(article(LOCK), *FAMILY, best=('"Der Kahn sinkt"',)),
        topic="the barge",
        searched=Searched(resolved="Mira Tannhof", namesakes=NAMESAKES),
    )
    answer = composed(found, SIZES)
    assert [one.speaker for one in answer.citations] == ["Ole Tannhof"]
    assert all(name in answer.text for name in NAMESAKES)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Mehrere dieses Namens kommen zu Wort: Mira Tannhof,"),
        ("fr", "Plusieurs personnes portent ce nom : Mira Tannhof,"),
        ("ru", "Это имя носят несколько человек: Mira Tannhof,"),
        ("uk", "Це ім’я мають кілька людей: Mira Tannhof,"),
    ],
)
def test_people_of_one_name_are_named_in_the_askers_language(language: str, line: str) -> None:
    searched = Searched(resolved="Mira Tannhof", namesakes=NAMESAKES)
    found = retrieval(evidence(article(LOCK), *FAMILY), language=language, searched=searched)
    assert composed(found, SIZES).text.startswith(line)


def test_who_is_not_quoted_on_this_is_quoted_on_something_else() -> None:
    long = (
        "„Im Juni wird gebaut, und zwar so, wie der Rat es im Winter nach langem Streit beschlossen hat, am Ufer, am "
    )
    text = f"{long}Markt und am Hafen“, sagte Mira Tannhof dem Rat."
    found = retrieval(
        evidence(article(DAM), MAYOR, INDIRECT, best=(MAYOR.quote,)),
        evidence(article(text, number=2, title="T" * 200), statement(text, text[: text.index("“") + 1]), best=(text,)),
        reason="no_statement",
        topic="Wahl",
        searched=SEARCHED,
    )
    answer = composed(found, SIZES)
    head, _, rest = answer.text.partition("\n\n")
    assert head == "No article quotes “Tannhof” on this."
    first, *lines = rest.splitlines()
    assert first == "“Mira Tannhof” is quoted on:"
    assert lines[:2] == ["│ “Der Damm hält bis zum Abend”", "[1] “Meldung 1” · 9 Jan 2022"]
    assert lines[2:4] == [
        "│ “Die Stadt sei auf Hochwasser vorbereitet”",
        "[2] reported speech · via Ostwind · “Meldung 1” · 9 Jan 2022",
    ]
    assert lines[4].endswith("[…]")
    assert lines[5:] == [f"[3] “{'T' * 99}…” · 9 Jan 2022"]
    assert (answer.reason, [c.article_id[-1] for c in answer.citations]) == ("no_statement", ["1", "1", "2"])
    assert all(len(citation.quote) <= 120 for citation in answer.citations)


def test_who_is_never_quoted_is_not_quoted() -> None:
    found = retrieval(evidence(article(DAM), best=(MAYOR.quote,)), reason="no_statement", topic="Wahl")
    assert composed(found, SIZES) == Told("No article quotes “Tannhof”.", (), "no_statement", "extractive")


def quotes(found: Retrieval) -> list[str]:
    return [citation.quote for citation in composed(found, SIZES).citations]


def test_the_same_words_in_two_articles_are_quoted_once() -> None:
    copy = article(DAM, number=2)
    found = retrieval(evidence(article(DAM), MAYOR), evidence(copy, MAYOR, INDIRECT))
    assert [citation.article_id[-1] for citation in composed(found, SIZES).citations] == ["1", "2"]


def test_one_pair_of_quotation_marks_stands_around_whatever_an_article_uses() -> None:
    english, german = wording("en"), wording("de")
    assert english.quoted("plain") == "“plain”"
    assert english.quoted('"plain"') == english.quoted("„plain“") == english.quoted("»plain«") == "“plain”"
    assert english.quoted('he said "no" twice, „nein“') == "“he said ‘no’ twice, ‘nein’”"
    assert english.quoted('"Yes", he said, "no"') == "“‘Yes’, he said, ‘no’”"
    assert english.quoted("'tis the boys'") == "“'tis the boys'”"
    assert german.quoted("er sagte »nein« dazu") == "„er sagte ‚nein‘ dazu“"
    assert wording("fr").quoted("dit «non» ici") == "«\u202fdit “non” ici\u202f»"
    assert wording("uk").titled("„А“ і «Б»") == "«„А“ і „Б“»"
    assert english.titled("") == ""
    assert wording("es").quoted("simple") == "“simple”"


@given(st.text(st.characters() | st.sampled_from('"„“”«»‚‘’‹›')), st.sampled_from(["de", "en", "fr", "ru", "uk"]))
def test_nothing_in_a_quotation_ends_it(text: str, language: str) -> None:
    words = wording(language)
    opening, closing = words.marks[0]
    shown = words.quoted(text)
    assert shown.startswith(opening)
    assert shown.endswith(closing)
    assert not set(shown[len(opening) : -len(closing)]) & {'"', opening.strip(), closing.strip()}


@pytest.mark.parametrize(
    ("statements", "articles", "russian", "ukrainian", "french"),
    [
        (1, 1, "1 высказывание в 1 статье", "1 висловлювання у 1 статті", "1 déclaration dans 1 article"),
        (3, 2, "3 высказывания в 2 статьях", "3 висловлювання у 2 статтях", "3 déclarations dans 2 articles"),
        (12, 5, "12 высказываний в 5 статьях", "12 висловлювань у 5 статтях", "12 déclarations dans 5 articles"),
        (21, 21, "21 высказывание в 21 статье", "21 висловлювання у 21 статті", "21 déclarations dans 21 articles"),
    ],
)
def test_numbers_agree_with_what_they_count(
    statements: int, articles: int, russian: str, ukrainian: str, french: str
) -> None:
    told = [wording(code).above_statements(Heading("Tannhof", (), statements, articles)) for code in ("ru", "uk", "fr")]
    assert told == [f"Tannhof · {words}" for words in (russian, ukrainian, french)]


@pytest.mark.parametrize("language", ["de", "en", "fr", "ru", "uk"])
def test_every_language_says_every_reason(language: str) -> None:
    words = wording(language)
    assert words.abstentions.keys() == wording("en").abstentions.keys()
    for reason in wording("en").abstentions:
        told = words.abstention(reason, Facts(name="Tannhof", articles=2, since="2022-03-01", until="2022-03-31"))
        assert told.endswith(".")
        assert "{" not in told


def test_article_text_passes_for_no_marker_and_steers_nothing() -> None:
    text = "Siehe [1] und\n[2]: \x1b[31mRot\u202e."
    found = retrieval(
        evidence(article(text, title="Titel [3]", publisher="Blatt [4]"), best=(text,)), intent="topic", speaker=None
    )
    answer = composed(found, SIZES)
    assert answer.text == "│ “Siehe (1) und (2): [31mRot.”\n[1] 9 Jan 2022"
    assert answer.citations[0].quote == text


@pytest.mark.parametrize(
    ("reason", "language", "searched", "told"),
    [
        ("no_articles", "en", None, "There are no articles to search yet."),
        ("no_articles", "de", None, "Es gibt noch keine Artikel"),
        (
            "unknown_name",
            "en",
            Searched(names={"Tannhof": ("Tannhof", "Tanhof")}, did_you_mean=("Tannhoff", "Tamhof", "Tanner")),
            "No article mentions “Tannhof” (searched: Tannhof, Tanhof). Did you mean Tannhoff, Tamhof or Tanner?",
        ),
        (
            "unknown_name",
            "de",
            Searched(names={"Tannhof": ("Tannhof",)}, did_you_mean=("Tannhoff",)),
            "Kein Artikel erwähnt „Tannhof“. War Tannhoff gemeint?",
        ),
        ("unknown_name", "fr", None, "Aucun article ne mentionne «\u202fTannhof\u202f»."),
        ("unknown_name", "ru", None, "Ни одна статья не упоминает «Tannhof»."),
        ("unknown_name", "uk", None, "Жодна стаття не згадує «Tannhof»."),
        ("unknown_name", "es", None, "No article mentions “Tannhof”."),
        ("no_statement", "en", None, "No article quotes “Tannhof” on this."),
        ("no_statement", "de", None, "Kein Artikel zitiert „Tannhof“ dazu."),
        (
            "name_but_not_topic",
            "en",
            Searched(articles=31),
            "2 articles mention “Tannhof”, but I found nothing there that answers this question. "
            "The nearest: “Meldung 1” (9 Jan 2022).",
        ),
        (
            "name_but_not_topic",
            "en",
            Searched(names={"Tanhof": ("Tanhof",)}, meant="Tannhof"),
            "2 articles mention “Tannhof”, but",
        ),
        ("name_but_not_topic", "de", None, "2 Artikel erwähnen „Tannhof“, aber"),
        (
            "outside_dates",
            "en",
            Searched(undated=2),
            "I found no answer in articles from 1 Mar 2022 up to 31 Mar 2022. 2 articles without a date were left out.",
        ),
        (
            "outside_dates",
            "de",
            Searched(undated=1),
            "In den Artikeln vom 1. März 2022 an bis zum 31. März 2022 habe ich keine Antwort gefunden. "
            "Ein Artikel ohne Datum blieb außer Betracht.",
        ),
        (
            "not_in_articles",
            "en",
            None,
            "I found nothing in the articles that answers this question. The nearest: “Meldung 1” (9 Jan 2022). "
            "Ask about a person, a place or an event in the articles.",
        ),
        ("not_in_articles", "de", None, "In den Artikeln habe ich nichts gefunden, was diese Frage beantwortet."),
    ],
)
def test_why_there_is_no_answer(reason: Reason, language: str, searched: Searched | None, told: str) -> None:
    dated = reason == "outside_dates"
    near_miss = evidence(article(DAM), MAYOR)
    hits = tuple(
        Hit(Passage("", f"{n:012x}", 0, 1, "", "de", ()), 1.0, {"names": share})
        for n, share in ((1, 1.0), (2, 0.5), (3, 0.0))
    )
    answer = composed(
        retrieval(
            near_miss,
            hits=hits,
            reason=reason,
            language=language,
            searched=searched,
            since="2022-03-01" if dated else None,
            until="2022-03-31" if dated else None,
        ),
        SIZES,
    )
    assert answer.text.startswith(told)
    assert answer.reason == reason
    assert bool(answer.citations) == (reason == "no_statement")


def test_the_headline_of_a_refusal_is_short_and_steers_nothing() -> None:
    hostile = article(DAM, title="[1]\x1b[31m\n" + "x" * 500, published=None)
    answer = composed(retrieval(evidence(hostile), reason="not_in_articles", intent="topic", speaker=None), SIZES)
    assert f"The nearest: “(1)[31m {'x' * 91}…”." in answer.text


def test_the_name_that_is_unknown_is_the_one_told() -> None:
    query = Query("?", "en", speaker=None, names=("Tannhof", "Zebrowitzki"))
    searched = Searched(names={"Tannhof": ("Tannhof",)}, unknown=("Zebrowitzki",))
    answer = composed(Retrieval(query, (), "unknown_name", searched), SIZES)
    assert answer.text == "No article mentions “Zebrowitzki”."


odd_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(list('[]0123 "„“”»«.,;\n\r\u00ad\u200d\u0301👩\u202e\x1b')),
    ),
    min_size=1,
    max_size=300,
)


def spans(length: int) -> st.SearchStrategy[tuple[int, int]]:
    ends = st.integers(0, length)
    return st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair))).filter(lambda pair: pair[0] < pair[1])


number_like = st.floats(-10, 10)


@st.composite
def odd_retrievals(draw: st.DrawFn) -> Retrieval:
    found: list[Evidence] = []
    for number in range(draw(st.integers(0, 4))):
        text = draw(odd_text) * draw(st.sampled_from([1, 1, 5]))
        of = article(text, number=number, title=draw(odd_text), publisher=draw(odd_text), url=draw(odd_text))
        span = spans(len(text))
        best = tuple(
            ReadSentence(a, b, draw(number_like), draw(number_like), draw(st.none() | span))
            for a, b in draw(st.lists(span, max_size=4))
        )
        said = tuple(
            Statement(
                draw(st.sampled_from(["Mira Tannhof", "Tannhof", None, "Ole Brandis"])),
                None,
                None,
                None,
                draw(st.sampled_from(["direct", "indirect"])),
                text[a:b],
                a,
                b,
                ((a, b),),
                None,
                draw(st.one_of(st.none(), odd_text)),
            )
            for a, b in draw(st.lists(span, max_size=4))
        )
        found.append(Evidence(of, 0, len(text), text, 1.0, best, said, (Source(None, draw(odd_text)),)))
    return retrieval(
        *found,
        language=draw(st.sampled_from(["de", "en", "uk"])),
        intent=draw(st.sampled_from(["said", "topic", "who_said", "summary"])),
        topic=draw(st.sampled_from(["", "Damm"])),
        reason=draw(st.sampled_from([None, None, "no_statement", "not_in_articles"])),
        searched=Searched(
            names={"Tannhof": tuple(draw(st.lists(odd_text, max_size=3)))},
            meant=draw(st.none() | odd_text),
            speakers=tuple(draw(st.lists(odd_text, max_size=2))),
        ),
    )


@given(odd_retrievals())
def test_laws_of_every_answer(found: Retrieval) -> None:
    answer = composed(found, SIZES)
    articles: dict[str, Article] = {one.article.article_id: one.article for one in found.evidence}
    verify(answer.text, answer.citations, articles)
    assert markers(answer.text) == list(range(1, len(answer.citations) + 1))
    assert answer.citations or answer.reason
    assert answer.reason in (None, "no_statement") or not answer.citations
    assert len(answer.citations) <= SIZES.statements
    for citation in answer.citations:
        assert 0 < len(citation.quote) <= SIZES.quotation_characters
        assert bare(printable(citation.quote)) in bare(answer.text)
        if citation.answer_start is not None:
            assert citation.answer_end is not None
            assert citation.start <= citation.answer_start < citation.answer_end <= citation.end
    told = lines(compose(found, SIZES).sections, wording(found.query.language))
    for line in told:
        if line.answer:
            cited = answer.citations[line.n - 1]
            assert cited.answer_start is not None
            words = cited.quote[cited.answer_start - cited.start : (cited.answer_end or 0) - cited.start]
            assert bare(line.text[slice(*line.answer)]).strip() == bare(printable(words)).strip()
    assert not any(c in answer.text for c in "\x1b\u202e\r")


class Scripted:
    """A read path that always finds the same."""

    def __init__(self, found: Retrieval) -> None:
        self._found = found

    def retrieve(self, query: Query) -> Retrieval:
        assert query.question
        return self._found


def test_an_answerer_names_what_it_searched_and_times_each_stage() -> None:
    answerer = Answerer(Scripted(retrieval(evidence(article(DAM), MAYOR), searched=SEARCHED)), compose, SIZES)
    answer = answerer.answer(understand("What did  Tannhof say?"))
    assert answer.question == "What did Tannhof say?"
    assert (answer.abstained, answer.mode, answer.also_searched) == (False, "extractive", ("Tanhof",))
    assert set(answer.timings_ms) == {"retrieve", "compose", "total"}
    assert answer.timings_ms["total"] >= answer.timings_ms["compose"] >= 0


def test_another_composer_writes_the_answer() -> None:
    found = retrieval(evidence(article(DAM), MAYOR), searched=SEARCHED)
    quoted = compose(found, SIZES).sections

    def retold(retrieval: Retrieval, limits: Limits, /) -> Composed:
        assert retrieval is found
        assert limits is SIZES
        return Composed(quoted, "retold")

    answer = Answerer(Scripted(found), retold, SIZES).answer(found.query)
    assert (answer.mode, answer.abstained, markers(text_of(answer))) == ("retold", False, [1])
    assert answer.sections == quoted


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_has_a_sentence(language: str) -> None:
    assert set(wording(language).abstentions) == set(get_args(Reason))
