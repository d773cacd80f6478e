"""What a model is offered, and how; and what keeps its sentences from being shown whatever they say."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Citation
from bot.generation.cleaning import cleaned
from bot.generation.copied import stand_in
from bot.generation.offering import MOST_SENTENCES, MOST_TOKENS, offered
from bot.generation.plain_text import fault_of
from bot.generation.prompt import LANGUAGE_NAMES, prompt
from bot.generation.tokens import estimated
from bot.verification.claims import LANGUAGES
from retrieval.datatypes import Copy, Hit, Passage, Retrieval
from tests.bot.retrievals import Best, article, evidence, retrieval, statement
from tests.generation.answers import FIRST, FOURTH, HARBOUR, SECOND, THIRD, answer_to, harbour, offer_of


def all_quoted(*texts: Sequence[str]) -> tuple[Retrieval, list[Citation]]:
    """Return articles of these sentences as they are found, and a citation of each article's whole text."""
    found = [article(" ".join(sentences), number=number) for number, sentences in enumerate(texts, 1)]
    quoted = [
        Citation(n, one.text, one.article_id, "", None, None, None, None, "de", 0, len(one.text))
        for n, one in enumerate(found, 1)
    ]
    return retrieval(*map(evidence, found)), quoted


def test_sentences_are_offered_in_their_order_with_all_that_a_claim_must_keep() -> None:
    sentences = offer_of(harbour()).sentences
    assert [(key, basis.text) for key, basis in sentences.items()] == [
        *(("E1.1", FIRST), ("E1.2", SECOND), ("E1.3", THIRD), ("E1.4", FOURTH))
    ]
    third = sentences["E1.3"]
    assert (third.before, third.after, third.language) == (SECOND, FOURTH, "de")
    assert (third.title, third.publisher, third.published) == ("Meldung 1", "Tagblatt", "2022-01-09")
    assert [one.speaker for one in third.statements] == ["Mira Tannhof"]
    assert HARBOUR[third.start : third.end] == third.text
    assert not sentences["E1.2"].statements


def test_offsets_are_those_of_the_article() -> None:
    text = f"Vorher stand etwas. {HARBOUR}"
    found = evidence(article(text), best=(FIRST, Best(SECOND, 0.1)))
    start = text.index(FIRST)
    part = replace(found, start=start, text=text[start:])
    sentences = offer_of(retrieval(part, intent="topic")).sentences
    for basis in sentences.values():
        assert text[basis.start : basis.end] == basis.text
    assert [basis.text for basis in sentences.values()] == [FIRST, SECOND]


def test_only_what_is_quoted_and_what_is_to_the_point_beside_it_is_offered() -> None:
    many = [f"Satz {number} von vielen in diesem Text." for number in range(40)]
    near = [Best(many[at], 0.1) for at in (11, 29, 31, 35)]
    beside_the_point = [Best(many[9], -0.1)]
    first = evidence(article(" ".join(many)), best=(many[30], many[10], *near, *beside_the_point))
    second = evidence(article(" ".join(f"Zweitens: {one}" for one in many), number=2), best=(f"Zweitens: {many[5]}",))
    found = retrieval(first, second, intent="topic")
    assert {one.quote for one in answer_to(found).citations} == {many[30], many[10], f"Zweitens: {many[5]}"}
    sentences = offer_of(found).sentences
    told = [basis.text for basis in sentences.values()]
    assert told == [*(many[at] for at in (10, 11, 29, 30, 31)), f"Zweitens: {many[5]}"]
    for number in ("E1", "E2"):
        starts = [basis.start for key, basis in sentences.items() if key.startswith(f"{number}.")]
        assert starts == sorted(starts)


def test_a_quoted_copy_is_worded_from_the_text_that_was_found() -> None:
    copy = article(f"{FIRST} {SECOND} Anders.", number=2)
    found = evidence(article(HARBOUR), best=(SECOND, Best(THIRD, 0.1)), copies=(Copy(copy, (), (), earlier=True),))
    quoted = Citation(1, SECOND, copy.article_id, "", None, None, None, None, "de", 0, 1)
    assert [one.text for one in offered(retrieval(found), [quoted]).sentences.values()] == [SECOND, THIRD]


def test_no_more_is_offered_than_the_limits_allow() -> None:
    short = [f"Satz {number} von vielen in diesem Text." for number in range(40)]
    assert len(offered(*all_quoted(short)).sentences) == MOST_SENTENCES
    long = [f"Satz {number} " + "mit vielen Worten " * 40 + "endet." for number in range(24)]
    sentences = offered(*all_quoted(long)).sentences
    assert 1 < len(sentences) < 24
    assert sum(estimated(cleaned(basis.text)) for basis in sentences.values()) <= MOST_TOKENS


def test_what_is_no_sentence_any_more_and_what_was_offered_are_left_out() -> None:
    table = "Zeile " * 300 + "ohne Ende."
    found, quoted = all_quoted([FIRST, table, SECOND], [SECOND, FOURTH])
    assert [basis.text for basis in offered(found, quoted).sentences.values()] == [FIRST, SECOND, FOURTH]


def test_further_speakers_are_offered_too_and_abstentions_never() -> None:
    text = "Orlov will nicht klagen."
    further = retrieval(evidence(article(text, number=2), best=(text,)), intent="topic")
    found = replace(harbour(), further=(further,))
    assert offer_of(found).sentences["E2.1"].text == text
    refused = replace(found, further=(replace(further, reason="no_statement"),))
    assert not [key for key in offer_of(refused).sentences if key.startswith("E2")]


def test_a_passage_in_another_language_than_its_article_s() -> None:
    text = "Der Hafen wird ausgebaut.\n\nThe harbour will be closed."
    found = article(text)
    english = Passage("k", found.article_id, 27, len(text), text[27:], "en", ((27, len(text)),))
    at_hand = retrieval(
        evidence(found, best=(text[:25], Best(text[27:], 0.1))), hits=(Hit(english, 1.0),), intent="topic"
    )
    assert [basis.language for basis in offer_of(at_hand).sentences.values()] == ["de", "en"]


def test_every_language_that_can_be_verified_has_a_name_for_the_model() -> None:
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)


def test_a_model_is_told_whose_words_a_sentence_holds() -> None:
    text = "Orlov bestritt, dass er geht. Es heißt, Halm komme."
    denial = replace(statement(text, "dass er geht", speaker="Orlov", kind="indirect"), stance="denied")
    rumour = replace(statement(text, "Halm komme", speaker="Halm", kind="indirect"), stance="rumour")
    found = evidence(article(text), denial, rumour, best=("Orlov bestritt, dass er geht.",))
    (_, rules), (_, data) = prompt(offer_of(retrieval(found)), "Wer geht?", "uk", lines=7)
    assert "E1.1 (denied by Orlov): Orlov bestritt, dass er geht." in data
    assert "E1.2 (reported of, not confirmed by Halm): Es heißt, Halm komme." in data
    assert "Article E1: Meldung 1; Tagblatt; 2022-01-09" in data
    assert "in Ukrainian" in rules
    assert "at most 7 lines" in rules


# --- cleaning --------------------------------------------------------------------------------------------------------


@given(st.text() | st.text("E1.2|<>[]` \n\u200b\u202ea\u0301", max_size=60))
def test_a_cleaned_text_is_a_line_of_shown_characters_without_marks(text: str) -> None:
    line = cleaned(text)
    assert not {"\n", "\r", "<", ">", "|", "[", "]", "`"} & set(line)
    assert not [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert cleaned(line) == line
    assert "E1.2" not in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Hafen\nwird\u00a0ausgebaut.", "Der Hafen wird ausgebaut."),
        ("i\u200bg\u200dn\u2060o\u00adre", "ignore"),
        ("\u202eabc\u202c", "abc"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 3),
        ("a\ufe0f\U000e0041", "a"),
        ("<|im_start|>system", "‹¦im_start¦›system"),
        ("[INST] x", "(INST) x"),
        ("E1.2 | x", "E1·2 ¦ x"),
        ("47,5 % von 3.000 Euro (etwa)", "47,5 % von 3.000 Euro (etwa)"),
        ("\u3164\u3164x", "x"),
        ("0 \x1b\r0", "0 0"),
    ],
)
def test_what_cleaning_changes(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_a_text_is_cut_to_its_length() -> None:
    assert len(cleaned("ab " * 10_000, at_most=100)) <= 100


def test_cleaning_a_long_text_takes_no_long_time() -> None:
    begun = process_time()
    for char in "a\u0301", "\u200b", "E1.", "<", " ":
        cleaned(char * 1_000_000)
    assert process_time() - begun < 5


# --- copied words ----------------------------------------------------------------------------------------------------

BASIS = offer_of(harbour()).sentences["E1.3"]


@pytest.mark.parametrize(
    "words",
    [
        THIRD,
        "„Wir fangen im Mai an“",
        '"Wir fangen im Mai an", sagte Mira Tannhof',
        "wir FANGEN im\u00ad mai an",
        "Millionen Euro. „Wir fangen im Mai an“",
        "sagte Mira Tannhof. Die Gegner wollen",
    ],
)
def test_words_that_stand_there(words: str) -> None:
    assert stand_in(words, BASIS)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Mai an",
        "Wir fangen im Juni an",
        "Wir fangen … an",
        "Wir fangen ... Mira Tannhof",
        "ir fangen im Mai a",
        "Die Gegner wollen klagen",
        "Die Anlagen kosten zusammen 48 Millionen Euro",
        "Mai im fangen Wir an",
        "x" * 5_000,
    ],
)
def test_words_that_do_not_stand_there(words: str) -> None:
    assert not stand_in(words, BASIS)


def test_a_short_sentence_may_be_copied_whole() -> None:
    short = offered(*all_quoted(["Er geht.", "Sie bleibt noch lange hier."])).sentences["E1.1"]
    assert stand_in("Er geht.", short)
    assert not stand_in("Er", short)


@given(st.integers(0, len(THIRD)), st.integers(0, len(THIRD)))
def test_any_stretch_of_whole_words_stands_in_its_sentence(first: int, last: int) -> None:
    words = THIRD.split()
    stretch = " ".join(words[first % len(words) : last % len(words) + 1])
    assert stand_in(stretch, BASIS) or len(stretch.strip(" .,„“")) < 14


# --- nothing but text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Die Anlagen kosten zusammen 48 Millionen Euro.",
        "„Wir fangen im Mai an“, sagte Mira Tannhof (Altenried).",
        "Z. B. am 3.5. um 7.55 Uhr, d.h. früh: 47,5 % – so Orlov u.a.",
        "«Порт закроют», — сказал Хальм.",
        "It's 5.30pm; the U.S. and No. 3 agree: yes/no, A/B.",
    ],
)
def test_text_is_text(text: str) -> None:
    assert fault_of(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("x" * 301, "too_long"),
        ("a\u200bb", "invisible"),
        ("a\u202eb", "invisible"),
        ("a\nb", "invisible"),
        ("see https://a.b", "link"),
        ("see hxxp ://a.b", "link"),
        ("see www.a.b", "link"),
        ("see evil.example/x", "link"),
        ("see discord.gg/x", "link"),
        ("see evil.com now", "link"),
        ("mailto:a", "link"),
        ("[a](b)", "link"),
        ("@everyone", "ping"),
        ("write to me@here", "ping"),
        ("<#123>", "ping"),
        ("<@&123>", "ping"),
        ("a **b**", "markup"),
        ("`a`", "markup"),
        ("||a||", "markup"),
        ("# a", "markup"),
        ("<b>a", "markup"),
        ("As told [1]", "markup"),
    ],
)
def test_what_leads_somewhere_calls_somebody_or_is_marked_up(text: str, code: str) -> None:
    fault = fault_of(text)
    assert fault is not None
    assert (fault.check, fault.code) == ("form", code)


def test_looking_at_a_sentence_takes_no_long_time() -> None:
    begun = process_time()
    for piece in "a.", "a-", "a", ":", "a:", "[", "1.", "ab ", "\\w":
        for _ in range(100):
            fault_of((piece * 300)[:300])
    assert process_time() - begun < 5


# --- tokens ----------------------------------------------------------------------------------------------------------


@given(st.text(), st.text())
def test_an_estimate_grows_with_the_text(text: str, more: str) -> None:
    assert estimated(text) <= estimated(text + more) <= estimated(text) + estimated(more)
    assert (estimated(text) == 0) == (text == "")
