"""Answers as Discord messages: what people read, and Discord's limits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Citation
from bot.answering.marks import printable
from bot.discord_app.markdown import LIMIT, clean, escape, length
from bot.discord_app.rendering import body, link, messages, passage, source
from bot.discord_app.texts import ENGLISH, GERMAN
from retrieval.datatypes import Source
from tests.bot.discord_world import ABSTENTION, ANSWER, ARTICLE, QUOTE, TEXT, citation


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
    assert messages(ABSTENTION) == ["-# Who won the race?\nI found nothing in the articles that answers this question."]


def test_words_that_answer_are_bold_and_the_heading_is_once() -> None:
    at = TEXT.index("*must* be")
    answer = replace(ANSWER, citations=(replace(citation(1), answer_start=at, answer_end=at + len("*must* be")),))
    assert (
        "**Ilva Tarn · 1 statement in 1 article**\n\n"
        "> “Mayor Ilva Tarn said the quay **\\*must\\* be** rebuilt before winter.”\n-# [1] "
    ) in messages(answer)[0]


def test_every_line_above_the_quotations_is_bold() -> None:
    answer = replace(ANSWER, text=f"For Tarn:\n{ANSWER.text}")
    assert "**For Tarn:\nIlva Tarn · 1 statement in 1 article**\n\n> “Mayor" in messages(answer)[0]


def test_an_abstention_that_quotes_lists_its_sources() -> None:
    text = f"No article quotes “Tarn” on this.\n\n“Tarn” is quoted on:\n│ “{QUOTE}”\n[1] “Harbour council meets”"
    shown = messages(replace(ANSWER, text=text, abstained=True, reason="no_statement"))
    assert "\nNo article quotes “Tarn” on this.\n\n“Tarn” is quoted on:\n> “Mayor" in shown[0]
    assert "\n-# [1] “Harbour council meets”\n\n[1] [“Harbour council meets”](<https://ember.example/quay>)" in shown[0]


def test_an_answer_in_a_quotation_too_long_for_a_message_is_not_bold() -> None:
    article = replace(ARTICLE, text="word " * 600)
    cited = replace(citation(1, article.text.strip(), article), answer_start=0, answer_end=2500)
    answer = replace(ANSWER, text=f"│ “{cited.quote}”\n[1] day", citations=(cited,))
    parts = messages(answer)
    assert "**" not in "".join(parts)
    assert [line[:4] for part in parts for line in part.split("\n") if line] == ["-# W", "> “w", "> wo", "-# [", "[1] "]


def test_citations_of_one_article_share_a_line() -> None:
    answer = replace(ANSWER, text="│ “a”\n[1]\n│ “b”\n[2]", citations=(citation(1), citation(2)))
    assert messages(answer)[0].endswith(
        "\n\n[1] [2] [“Harbour council meets”](<https://ember.example/quay>) · Ember Post · 10 Jan 2022"
    )


def test_further_addresses_of_an_article_are_linked_by_host() -> None:
    others = (Source("/srv/b.md", None), Source(None, "https://salt.example/quay"), Source(None, "javascript:x"))
    answer = replace(ANSWER, citations=(replace(citation(1), also_at=others),))
    assert messages(answer)[0].endswith("· 10 Jan 2022 · also at [salt.example](<https://salt.example/quay>)")


def test_spellings_are_named_once() -> None:
    searched = replace(ABSTENTION, also_searched=("Rjabkow", "Ria_bkov"))
    assert messages(searched)[0].endswith("\n\n-# Also searched: Rjabkow, Ria\\_bkov")
    assert "Also searched" not in messages(replace(searched, text="No article mentions “Ryabkov” (Rjabkow)."))[0]


def test_german_answers_have_german_dates_and_labels() -> None:
    german = replace(ANSWER, language="de", also_searched=("Tarnowa",))
    assert "10. Jan. 2022\n" in messages(german)[0]
    assert "-# Auch gesucht: Tarnowa" in messages(german)[0]


def test_a_source_without_an_address_names_its_file_but_no_folder() -> None:
    article = replace(ARTICLE, url=None, publisher=None, published=None, path="/srv/secret/quay_1.md")
    assert source(article, ENGLISH) == "“Harbour council meets” · quay\\_1.md"


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
    shown = source(replace(ARTICLE, title=title), ENGLISH)
    assert shown.startswith(r"[“Quay)(\<https(:)//evil.example\>) (now # here”](<https://ember.example/quay>)")


def test_an_articles_own_marker_is_no_marker() -> None:
    article = replace(ARTICLE, text="He wrote [1] and left.")
    answer = replace(
        ANSWER, text=f"│ “{printable(article.text)}”\n[1] 10 Jan 2022", citations=(citation(1, article.text, article),)
    )
    assert body(answer)[0] == "> “He wrote (1) and left.”\n-# [1] 10 Jan 2022"


def test_a_marker_cannot_become_a_link() -> None:
    answer = replace(ANSWER, text="“x” [1](https://evil.example)")
    assert body(answer)[0] == "“x” [1]\\(https\\://evil.example)"


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
    citations: list[Citation] = []
    lines = ["Somebody · statements", ""]
    for n, words in enumerate(draw(st.lists(st.text(alphabet, min_size=1, max_size=400), max_size=14)), start=1):
        cited = citation(n, words, replace(draw(st.sampled_from(known)), text=words))
        others = tuple(Source(None, address) for address in draw(st.lists(addresses, max_size=4)))
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first + 1, len(words)))
        span = draw(st.sampled_from([(None, None), (first, last)]))
        citations.append(replace(cited, also_at=others, answer_start=span[0], answer_end=span[1]))
        lines.append(f"│ “{printable(words)}”\n[{n}] Ilva Tarn")
    return replace(
        ANSWER,
        question=draw(st.text(alphabet, min_size=1)),
        text="\n".join(lines),
        citations=tuple(citations),
        also_searched=tuple(draw(st.lists(st.text(alphabet, min_size=1), max_size=8))),
    )


@given(answers())
def test_every_answer_fits_and_nothing_is_lost_or_cut(answer: Answer) -> None:
    parts = messages(answer)
    whole = "".join(parts)
    assert all(part.strip() for part in parts)
    assert all(length(part) <= LIMIT for part in parts)
    text, keep = body(answer)
    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", whole)
    assert len(keep) == len(answer.citations) + sum(bool(clean(printable(c.quote))) for c in answer.citations)
    for start, end in keep:
        assert end - start > LIMIT or any(text[start:end].strip() in part for part in parts)
    for cited in answer.citations:
        marked = [line for part in parts for line in part.split("\n") if f"[{cited.n}] " in line]
        assert sum(line.startswith(f"-# [{cited.n}] ") for line in marked) == 1
        assert any(line.startswith("[") and source(cited, ENGLISH) in line for line in marked)
        if address := link(cited.url):
            assert any(f"](<{address}>)" in part for part in parts)


@given(answers())
def test_without_its_emphasis_an_answer_is_shown_as_it_was_written(answer: Answer) -> None:
    text, _ = body(answer)
    plain, _ = body(replace(answer, citations=tuple(replace(c, answer_start=None) for c in answer.citations)))
    bold = re.compile(r"(\\.)|\*\*", re.DOTALL)
    assert bold.sub(lambda match: match[1] or "", text) == bold.sub(lambda match: match[1] or "", plain)
    for part in messages(answer):
        assert len([match for match in bold.finditer(part) if not match[1]]) % 2 == 0


def test_long_answers_keep_their_quotations_whole() -> None:
    quotes = [f"Sentence {n} " + "word " * 60 + "ends." for n in range(12)]
    article = replace(ARTICLE, text=" ".join(quotes))
    answer = replace(
        ANSWER,
        text="\n\n".join(f"│ “{quote}”\n[{n}] Ember Post" for n, quote in enumerate(quotes, 1)),
        citations=tuple(citation(n, quote, article) for n, quote in enumerate(quotes, 1)),
    )
    parts = messages(answer)
    assert len(parts) == 3
    assert all(any(f"> “{quote}”\n-# [{n}] Ember Post" in part for part in parts) for n, quote in enumerate(quotes, 1))
    assert parts[-1].endswith("· Ember Post · 10 Jan 2022")


def test_a_passage_shows_the_quotation_where_it_stands() -> None:
    start = TEXT.index(QUOTE)
    assert passage(ARTICLE, start, start + len(QUOTE), ENGLISH) == (
        "[“Harbour council meets”](<https://ember.example/quay>) · Ember Post · 10 Jan 2022\n"
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
