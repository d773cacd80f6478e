"""Citations: every marker has one, every one has a marker, and no article text passes for a marker."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Citation
from bot.answering.citations import CitationError, markers, verify
from bot.answering.marks import imitations, printable
from retrieval.datatypes import Article

ARTICLE = Article("0" * 12, "Titel", "Der Fluss Isar steigt.", "de")
CITATION = Citation(
    n=1,
    quote="Isar steigt",
    article_id="0" * 12,
    title="Titel",
    publisher=None,
    published=None,
    url=None,
    path=None,
    language="de",
    start=10,
    end=21,
)


def test_an_answer_that_fits_its_citations_passes() -> None:
    verify("„Isar steigt“ [1]", [CITATION], {ARTICLE.article_id: ARTICLE})
    verify("│ „Isar steigt“ […]\n[1] 9. Jan. 2022", [CITATION], {ARTICLE.article_id: ARTICLE})


def test_a_later_sentence_may_cite_the_same_quotation_again() -> None:
    river = replace(CITATION, n=2, quote="Fluss", start=4, end=9)
    verify("It rises [1]. It is a river [2], and it rises [1][2].", [CITATION, river], {ARTICLE.article_id: ARTICLE})


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("nothing marked", [CITATION]),
        ("another [1] [2]", [CITATION]),
        ("another and again [1] [1] [2]", [CITATION]),
        ("one of two, twice [1] [1]", [CITATION, replace(CITATION, n=2, quote="Fluss", start=4, end=9)]),
        ("from nought [0]", [replace(CITATION, n=0)]),
        ("shifted [1]", [replace(CITATION, start=11, end=22)]),
        ("other words [1]", [replace(CITATION, quote="Isar sinkt!")]),
        ("twice the same number [1] [1]", [CITATION, CITATION]),
        ("full-width ［2］ [1]", [CITATION]),
        ("invisible [\u20602] [1]", [CITATION]),
        ("│ „Isar steigt“ [1]", [CITATION]),
        ("│ „Isar steigt“\n\n[1] 9. Jan. 2022", [CITATION]),
        ("│ „Der Fluss“\n[1] 9. Jan. 2022", [CITATION]),
        ("│ „Isar steigt“ [1]\n[1] 9. Jan. 2022", [CITATION]),
    ],
)
def test_an_answer_that_does_not_fit_its_citations_is_refused(text: str, citations: list[Citation]) -> None:
    with pytest.raises(CitationError):
        verify(text, citations, {ARTICLE.article_id: ARTICLE})


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("as shown in [1].", "as shown in (1)."),
        ("[12][3]", "(12)(3)"),
        ("[\x071]", "(1)"),
        ("[\u00ad1] [ 2] [\u20603]", "(\u00ad1) ( 2) (\u20603)"),
        ("[٣]", "(٣)"),
        ("［2］ 【2】 [²] [①] [2\u0332]", "(2) (2) (²) (①) (2\u0332)"),
        ("[1, 2] [3–5] [2]] [l] [1O]", "(1, 2) (3–5) (2)] (l) (1O)"),
        ("[…] [...] [… the sentence goes on]", "(…) (...) (… the sentence goes on)"),
        ("[see below] [I] [O] [2 days later] []", "[see below] [I] [O] [2 days later] []"),
        (
            "at https://x.example, ftp：\u200b／／x or www.x.example",
            "at https[:]//x.example, ftp[:]//x or www[.]x.example",
        ),
        ("Note: // all :// is left", "Note: // all :// is left"),
        ("𝐁𝐨𝐥𝐝 𝟏", "Bold 1"),
        ("far" + " \u2800\u200b\u3000" * 9 + "away\u202f!", "far away\u202f!"),
        ("one\r\ntwo\n\n  three", "one two three"),
        ("\x1b[31mred\x1b[0m \x9b2J", "[31mred[0m 2J"),
        ("a\u202egnp.exe\u202c b\u2066c\u2069", "agnp.exe bc"),
        ("soft\u00adhyphen, cafe\u0301, 👩\u200d🚒", "soft\u00adhyphen, cafe\u0301, 👩\u200d🚒"),
        ("\ud800lone", "lone"),
        ("", ""),
    ],
)
def test_what_is_printed_of_an_article(raw: str, shown: str) -> None:
    assert printable(raw) == shown


@given(st.text(st.one_of(st.characters(), st.sampled_from("[]01 \u2060")), max_size=200))
def test_printed_text_is_one_line_without_markers_and_controls(raw: str) -> None:
    shown = printable(raw)
    assert markers(shown) == []
    assert imitations(shown) == []
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert printable(shown) == shown


def test_markers_are_read_in_order() -> None:
    assert markers("a [2] b [10] c [\u20603] [x]") == [2, 10]
