"""Answers as cards: what stands where, Discord's limits, and article text that does nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Facts, Section
from bot.answering.layout import quoted
from bot.answering.marks import printable
from bot.answering.wording import wording
from bot.discord_app.card import AMBER, GREEN, GREY, Parts, card, fits, visible
from retrieval.datatypes import Source
from tests.bot.answers import answer as written
from tests.bot.answers import bare, entry
from tests.bot.discord_world import ABSTENTION, ANSWER, ARTICLE, HEADING, QUOTE, TEXT, citation
from tests.bot.readings import of_discord

OTHER = "The opposition asked for a second opinion."


def button(label: str) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, custom_id=f"test:{label}")


def drawn(answer: Answer, parts: Parts | None = None) -> list[str]:
    """Return what a card shows, from top to bottom: texts as they are, buttons in brackets, a rule as dashes."""
    view = card(answer, parts or Parts())
    assert view is not None
    return list(_shown(view))


def _shown(view: discord.ui.LayoutView) -> Iterator[str]:
    for item in view.walk_children():
        match item:
            case discord.ui.TextDisplay():
                yield item.content
            case discord.ui.Button():
                yield f"[{item.label}]"
            case discord.ui.Separator():
                yield "---"


def test_what_answers_comes_first_behind_who_said_it() -> None:
    parts = Parts(quotations={1: [button("Passage"), button("Article")]}, actions=[button("Ask more")])
    assert drawn(ANSWER, parts) == [
        "-# What did the mayor say?",
        "### Ilva Tarn: “Mayor Ilva Tarn said the quay \\*must\\* be rebuilt before winter.”\n"
        "-# reported speech · “Harbour council meets” · Ember Post · 10 Jan 2022",
        "[Passage]",
        "[Article]",
        "[Ask more]",
    ]


def test_the_few_words_that_answer_are_biggest_where_nobody_says_them() -> None:
    at = TEXT.index("before winter")
    cited = replace(citation(1), kind=None, speaker=None, answer_start=at, answer_end=at + len("before winter"))
    assert drawn(written(entry(cited)), Parts(asked=False)) == [
        "### before winter\n“Mayor Ilva Tarn said the quay \\*must\\* be rebuilt **before winter**.”\n"
        "-# “Harbour council meets” · Ember Post · 10 Jan 2022"
    ]
    long = replace(cited, answer_start=cited.start, answer_end=cited.end)
    assert drawn(written(entry(long)), Parts(asked=False))[0].startswith("### “Mayor")


def test_further_quotations_have_one_button_beside_them_and_their_paper_is_a_link() -> None:
    parts = Parts(quotations={n: [button(f"Passage {n}"), button(f"Article {n}")] for n in (1, 2)})
    shown = drawn(written(entry(citation(1)), entry(citation(2, OTHER)), heading=HEADING), parts)
    assert shown[4:] == [
        "---",
        f"“{OTHER}”\n-# [Ember Post](<https://ember.example/quay>) · 10 Jan 2022",
        "[Passage 2]",
    ]


def test_reports_that_differ_have_a_colour_and_are_named() -> None:
    differing = replace(citation(1), differs=(Source(None, "https://salt.example/quay"),))
    answer = written(entry(differing), heading=HEADING)
    view = card(answer, Parts())
    assert view is not None
    (container,) = view.children
    assert isinstance(container, discord.ui.Container)
    assert container.accent_colour == AMBER
    assert "differs from [salt.example](<https://salt.example/quay>)" in drawn(answer)[1]


@pytest.mark.parametrize(("answer", "colour"), [(ANSWER, GREEN), (ABSTENTION, GREY)])
def test_colours_have_a_meaning(answer: Answer, colour: int) -> None:
    view = card(answer, Parts())
    assert view is not None
    (container,) = view.children
    assert isinstance(container, discord.ui.Container)
    assert container.accent_colour == colour


def test_an_abstention_says_why_and_offers_what_can_be_asked() -> None:
    parts = Parts(suggestions=[button("What did Tarn say?"), button("What about the quay?")])
    assert drawn(ABSTENTION, parts) == [
        "-# Who won the race?",
        "### I found nothing in the articles that answers this question.\n"
        "Ask about a person, a place or an event in the articles.",
        "[What did Tarn say?]",
        "[What about the quay?]",
    ]


def test_an_abstention_shows_what_somebody_is_quoted_on_instead() -> None:
    facts = Facts(name="Tarn", quoted_elsewhere=True)
    answer = written(entry(citation(1)), reason="no_statement", facts=facts, elsewhere="Tarn")
    assert drawn(answer)[1:3] == ["### No article quotes “Tarn” on this.", "**“Tarn” is quoted on:**"]


def test_what_a_reader_may_not_understand_is_set_apart_and_never_more_than_two() -> None:
    foreign = [
        entry(replace(citation(n, OTHER), language="uk"), manner=("Ukrainian",), apart=True) for n in range(2, 6)
    ]
    short = entry(citation(1, "Harbour council meets"))
    answer = written(short, *foreign, heading=HEADING)
    assert visible(answer) <= {1, 2, 3}
    assert drawn(answer).count("**Also reported in Ukrainian:**") == 1


def test_a_card_is_drawn_for_a_phone_and_keeps_the_first_of_each_speaker() -> None:
    entries = [entry(citation(n)) for n in range(1, 9)]
    sections = tuple(Section((one,), heading=HEADING) for one in entries[:3])
    assert visible(Answer("?", "en", sections)) == {1, 2, 3}
    assert visible(written(*entries, heading=HEADING)) < {one.citation.n for one in entries}


def test_what_no_card_can_hold_has_none() -> None:
    article = replace(ARTICLE, text="word " * 1200)
    assert card(written(entry(citation(1, article.text.strip(), article))), Parts()) is None


def test_addresses_too_long_for_a_card_are_left_out_of_its_small_print() -> None:
    url = "https://ember.example/" + "a" * 370
    short = replace(ARTICLE, url=url, text="0")
    others = (Source(None, url + "b"), Source(None, url + "c"))
    answer = written(*[entry(replace(citation(n, "0", short), differs=others)) for n in range(1, 9)])
    texts = drawn(answer)
    assert sum("ember.example" in text for text in texts) > 1
    assert not any(url in text for text in texts)
    assert any(url in text for text in drawn(written(*answer.sections[0].entries[:3])))


@st.composite
def hostile(draw: st.DrawFn) -> Answer:
    alphabet = st.characters() | st.sampled_from([*'\\*_~|`<>[]()@#-:/."„“ \n1', "😀", "\u200b", "\u202e"])
    text = st.text(alphabet, min_size=1, max_size=400)
    url = st.sampled_from([None, "https://ember.example/" + "a" * 370, "https://ember.example/<)", "javascript:x"])
    entries = []
    for n, words in enumerate(draw(st.lists(text, min_size=1, max_size=8)), 1):
        of = replace(ARTICLE, text=words, title=draw(text), publisher=draw(st.none() | text), url=draw(url))
        cited = citation(n, words, of)
        first = draw(st.integers(0, len(words) - 1))
        span = draw(st.sampled_from([(None, None), (first, draw(st.integers(first + 1, len(words))))]))
        cited = replace(cited, answer_start=span[0], answer_end=span[1], kind=draw(st.sampled_from([None, "direct"])))
        cited = replace(cited, differs=tuple(Source(None, draw(url)) for _ in range(draw(st.integers(0, 2)))))
        entries.append(entry(cited, holder=draw(st.sampled_from(["", "Ilva Tarn"])), apart=draw(st.booleans())))
    made = written(*entries, question=draw(text), heading=draw(st.sampled_from([None, HEADING])))
    return replace(made, language=draw(st.sampled_from(["de", "en"])), also_searched=tuple(draw(st.lists(text))))


@given(hostile())
def test_no_text_acts_on_a_card_and_no_limit_is_broken(answer: Answer) -> None:
    passages = {cited.n: [button(f"{cited.n}"), button(f"a{cited.n}")] for cited in answer.citations}
    view = card(answer, Parts(quotations=passages, actions=[button(name) for name in "abcdef"]))
    assert view is not None
    assert fits(view)
    shown = list(_shown(view))
    texts = [text for text in shown if not text.startswith("[") and text != "---"]
    read, links = of_discord("\n".join(texts).split("\n"))
    assert all(address.startswith("https://") for address in links)
    words = wording(answer.language)
    for one in answer.sections[0].entries:
        if one.citation.n in visible(answer):
            assert any(bare(printable(one.citation.quote)) in bare(line) for line in read)
            assert quoted(one, words)[0] in "\n".join(read)
            assert f"[{one.citation.n}]" in shown


def test_a_quotation_is_whole() -> None:
    assert any(QUOTE.replace("*", "\\*") in text for text in drawn(ANSWER))
