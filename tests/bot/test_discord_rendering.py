"""Answers as Discord messages: what people read, and Discord's limits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Entry, Facts
from bot.answering.marks import printable
from bot.answering.quoting import headline
from bot.discord_app.markdown import LIMIT, escape, length
from bot.discord_app.passages import passage
from bot.discord_app.rendering import messages
from bot.discord_app.sources import link, source
from bot.discord_app.texts import ENGLISH, GERMAN
from retrieval.datatypes import Source
from tests.bot.answers import answer as written
from tests.bot.answers import bare, entry, silent
from tests.bot.discord_world import ABSTENTION, ANSWER, ARTICLE, HEADING, QUOTE, TEXT, citation


def test_an_answer_reads_as_question_text_and_sources() -> None:
    assert messages(ANSWER) == [
        "-# What did the mayor say?\n"
        "**Ilva Tarn · 1 statement in 1 article**\n"
        "\n"
        "> “Mayor Ilva Tarn said the quay \\*must\\* be rebuilt before winter.”\n"
        "-# [1] reported speech · 10 Jan 2022\n"
        "\n"
        "[1] [“Harbour council meets”](<https://ember.example/quay>) · Ember Post · 10 Jan 2022"
    ]


def test_an_abstention_is_plain() -> None:
    assert messages(ABSTENTION) == [
        "-# Who won the race?\nI found nothing in the articles that answers this question. Ask about a person, a "
        "place or an event in the articles."
    ]


def test_words_that_answer_are_bold_and_the_heading_is_once() -> None:
    at = TEXT.index("*must* be")
    cited = replace(citation(1), answer_start=at, answer_end=at + len("*must* be"))
    answer = written(entry(cited, manner=("reported speech",)), heading=HEADING)
    assert (
        "**Ilva Tarn · 1 statement in 1 article**\n\n"
        "> “Mayor Ilva Tarn said the quay **\\*must\\* be** rebuilt before winter.”\n-# [1] "
    ) in messages(answer)[0]


def test_every_line_above_the_quotations_is_bold() -> None:
    answer = replace(ANSWER, sections=(replace(ANSWER.sections[0], meant="Tarn"),))
    assert "**For Tarn:**\n**Ilva Tarn · 1 statement in 1 article**\n\n> “Mayor" in messages(answer)[0]


def test_an_abstention_that_quotes_lists_its_sources() -> None:
    facts = Facts(name="Tarn", quoted_elsewhere=True)
    answer = written(entry(citation(1)), reason="no_statement", facts=facts, elsewhere="Tarn")
    shown = messages(answer)[0]
    assert "\nNo article quotes “Tarn” on this.\n\n**“Tarn” is quoted on:**\n> “Mayor" in shown
    assert "\n-# [1] “Harbour council meets” · 10 Jan 2022\n\n[1] [“Harbour council meets”](<https://ember" in shown


def test_an_answer_in_a_quotation_too_long_for_a_message_is_not_bold() -> None:
    article = replace(ARTICLE, text="word " * 600)
    cited = replace(citation(1, article.text.strip(), article), answer_start=0, answer_end=2500)
    parts = messages(written(entry(cited)))
    assert "**" not in "".join(parts)
    assert [line[:4] for part in parts for line in part.split("\n") if line] == ["-# W", "> “w", "> wo", "-# [", "[1] "]


def test_citations_of_one_article_share_a_line() -> None:
    other = "The council of Port Ember met on Monday."
    answer = written(entry(citation(1)), entry(citation(2, other)))
    assert messages(answer)[0].endswith(
        "\n\n[1] [2] [“Harbour council meets”](<https://ember.example/quay>) · Ember Post · 10 Jan 2022"
    )


def test_quotations_in_a_language_that_the_asker_may_not_read_are_set_apart() -> None:
    answer = written(entry(citation(1)), entry(replace(citation(2), language="uk"), manner=("Ukrainian",), apart=True))
    assert "\n\n**Also reported in Ukrainian:**\n> “Mayor" in messages(answer)[0]


def test_further_addresses_of_an_article_are_linked_by_host() -> None:
    others = (Source("/srv/b.md", None), Source(None, "https://salt.example/quay"), Source(None, "javascript:x"))
    answer = written(entry(replace(citation(1), also_at=others)))
    assert messages(answer)[0].endswith("· 10 Jan 2022 · also at [salt.example](<https://salt.example/quay>)")


def test_spellings_are_named_once() -> None:
    searched = replace(ABSTENTION, also_searched=("Rjabkow", "Ria_bkov"))
    assert messages(searched)[0].endswith("\n\n-# Also searched: Rjabkow, Ria\\_bkov")
    told = silent("Ryabkov?", "en", "unknown_name")
    told = replace(told, sections=(replace(told.sections[0], facts=Facts(name="Ryabkov", spellings=("Rjabkow",))),))
    assert "Also searched" not in messages(replace(told, also_searched=("Rjabkow",)))[0]


def test_german_answers_have_german_dates_and_labels() -> None:
    german = replace(ANSWER, language="de", also_searched=("Tarnowa",))
    assert "10. Jan. 2022\n" in messages(german)[0]
    assert "-# Auch gesucht: Tarnowa" in messages(german)[0]


def test_an_article_without_a_title_is_called_by_its_first_words_and_never_by_its_file() -> None:
    unnamed = replace(ARTICLE, title="quay_1", url=None, publisher=None, published=None, path="/srv/secret/quay_1.md")
    told = headline(
        replace(unnamed, text="The council of Port Ember met on Monday, and nobody had expected that it would.")
    )
    assert source(unnamed, told, ENGLISH) == "“The council of Port Ember met on Monday, and nobody had…”"
    assert headline(replace(unnamed, text="Quay closed")) == "Quay closed"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://x.example/",
        "https://",
        "no address",
        "http://[broken",
        "https://x.example/" + "a" * 700,
    ],
)
def test_what_is_no_web_address_is_not_linked(url: str) -> None:
    assert link(url) is None


def test_an_address_cannot_leave_its_brackets() -> None:
    assert link("https://x.example/a_(b)?q=<c> d") == "https://x.example/a_%28b%29?q=%3Cc%3E%20d"


def test_a_title_cannot_end_its_link() -> None:
    title = "Quay](<https://evil.example>) [now\n# here"
    shown = source(ARTICLE, headline(replace(ARTICLE, title=title)), ENGLISH)
    assert shown.startswith(r"[“Quay)(\<https(:)//evil.example\>) (now # here”](<https://ember.example/quay>)")


def test_an_articles_own_marker_is_no_marker() -> None:
    article = replace(ARTICLE, text="He wrote [1](https://evil.example) and left.")
    shown = messages(written(entry(citation(1, article.text, article))))[0]
    assert "\n> “He wrote (1)(https(:)//evil.example) and left.”\n-# [1] 10 Jan 2022" in shown.replace(
        "\\", ""
    ).replace("[:]", "(:)")


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw an answer of up to about 6,000 characters, built the way the composer does, from hostile articles."""
    alphabet = st.sampled_from([*'\\*_~|`<>[]()@#-:/."„“ \n1a', "é", "😀", "\u200b"])
    addresses = st.sampled_from([None, "https://ember.example/" + "a" * 370, "https://ember.example/<)"])
    known = [
        replace(ARTICLE, article_id=f"{n:012x}", title=title, publisher=publisher, url=url, path="/srv/a.md")
        for n, (title, publisher, url) in enumerate(
            draw(
                st.lists(
                    st.tuples(st.text(alphabet, max_size=200), st.none() | st.text(alphabet, max_size=100), addresses),
                    min_size=1,
                    max_size=6,
                )
            )
        )
    ]
    entries: list[Entry] = []
    for n, words in enumerate(draw(st.lists(st.text(alphabet, min_size=1, max_size=400), max_size=14)), start=1):
        cited = citation(n, words, replace(draw(st.sampled_from(known)), text=words))
        others = tuple(Source(None, address) for address in draw(st.lists(addresses, max_size=4)))
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first + 1, len(words)))
        span = draw(st.sampled_from([(None, None), (first, last)]))
        cited = replace(cited, also_at=others, answer_start=span[0], answer_end=span[1])
        entries.append(entry(cited, holder="Ilva Tarn", apart=draw(st.booleans())))
    return replace(
        written(*entries, question=draw(st.text(alphabet, min_size=1)), heading=HEADING),
        also_searched=tuple(draw(st.lists(st.text(alphabet, min_size=1), max_size=8))),
    )


def as_read(part: str) -> str:
    """Return what a message shows: no backslashes, no bold."""
    return re.sub(r"\\(.)|\*\*", lambda match: match[1] or "", part)


@given(answers())
def test_every_answer_fits_and_nothing_is_lost_or_cut(answer: Answer) -> None:
    parts = messages(answer)
    assert all(part.strip() for part in parts)
    assert all(length(part) <= LIMIT for part in parts)
    for one in answer.sections[0].entries:
        cited = one.citation
        told = [line for part in parts for line in part.split("\n") if line.startswith(f"-# [{cited.n}] ")]
        assert len(told) == 1
        (held,) = [part for part in parts if told[0] in part]
        above = held.split("\n")[held.split("\n").index(told[0]) - 1]
        assert above.startswith("> ")
        assert bare(printable(cited.quote)) in bare(as_read(above))
        listed = [line for part in parts for line in part.split("\n") if re.match(r"(\[\d+\] )+", line)]
        assert any(f"[{cited.n}] " in line and source(cited, one.headline, ENGLISH) in line for line in listed)
        if address := link(cited.url):
            assert any(f"](<{address}>)" in part for part in parts)


@given(answers())
def test_without_its_emphasis_an_answer_is_shown_as_it_was_written(answer: Answer) -> None:
    section = answer.sections[0]
    unmarked = tuple(replace(one, citation=replace(one.citation, answer_start=None)) for one in section.entries)
    plain = replace(answer, sections=(replace(section, entries=unmarked),))
    assert as_read("\n".join(messages(answer))).split() == as_read("\n".join(messages(plain))).split()
    for part in messages(answer):
        assert len(re.findall(r"\*\*", re.sub(r"\\.", "", part))) % 2 == 0


def test_long_answers_keep_their_quotations_whole() -> None:
    quotes = [f"Sentence {n} " + "word " * 60 + "ends." for n in range(12)]
    article = replace(ARTICLE, text=" ".join(quotes))
    answer = written(*(entry(citation(n, quote, article), holder="Ilva") for n, quote in enumerate(quotes, 1)))
    parts = messages(answer)
    assert len(parts) == 3
    assert all(any(f"> “{quote}”\n-# [{n}] Ilva" in part for part in parts) for n, quote in enumerate(quotes, 1))
    assert parts[-1].endswith("· Ember Post · 10 Jan 2022")


def test_a_passage_shows_the_quotation_where_it_stands() -> None:
    start = TEXT.index(QUOTE)
    page = "https://ember.example/quay#:~:text=Mayor%20Ilva%20Tarn%20said%20the%20quay%20%2Amust%2A%20be%20rebuilt"
    assert passage(ARTICLE, start, start + len(QUOTE), ENGLISH) == (
        f"[“Harbour council meets”](<{page}%20before%20winter>) · Ember Post · 10 Jan 2022\n"
        ">>> Harbour council meets\n\nThe council of Port Ember met on Monday. "
        "**Mayor Ilva Tarn said the quay \\*must\\* be rebuilt before winter.** "
        "“We have no time to lose,” she told the Ember Post. The opposition asked for a second opinion."
    )


def test_a_passage_from_a_long_article_begins_and_ends_with_sentences() -> None:
    text = "A sentence of some length stands here. " * 40 + QUOTE + " And one more of these follows it." * 40
    shown = passage(replace(ARTICLE, text=text), 39 * 40, 39 * 40 + len(QUOTE), ENGLISH)
    assert ">>> … A sentence of" in shown
    assert "here. **Mayor Ilva Tarn" in shown
    assert shown.endswith("follows it. …")


@given(
    st.text(st.sampled_from([*"*_\\ \n.#", "a", "😀"]), max_size=6000),
    st.integers(0, 5999),
    st.integers(1, 2500),
)
def test_every_passage_fits(text: str, start: int, width: int) -> None:
    text = f"{text}quoted"
    start = min(start, len(text) - 6)
    shown = passage(replace(ARTICLE, text=text), start, min(len(text), start + width), GERMAN)
    assert length(shown) <= LIMIT
    assert shown.count(">>> ") == 1


def test_escaping_keeps_ordinary_sentences_readable() -> None:
    sentence = "Rjabkow sprach von „schwierigen“ Gesprächen – über 100.000 Soldaten, laut Interfax (Moskau)."
    assert escape(sentence) == sentence
