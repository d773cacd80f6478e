"""Pages with more of one kind of element than the extraction takes in good time."""

from __future__ import annotations

import time

import pytest

from retrieval.articles import html
from retrieval.articles.html import MOST_ALIKE, MOST_ATTRIBUTES
from retrieval.articles.page import RawArticle
from retrieval.errors import ArticleError

ADDRESS = "https://example.org/hafen"
PARAGRAPH = f"<p>{'Der Hafen von Norderwiek bleibt bis Montag geschlossen, sagte der Bürgermeister am Abend. ' * 3}</p>"


def page(inside: str, head: str = "") -> RawArticle:
    body = f"<body><article>{PARAGRAPH * 3}{inside}</article></body>"
    return RawArticle(f"<html><head><title>Hafen</title>{head}</head>{body}</html>".encode(), "the page", ADDRESS)


def attributes(count: int, value: str = '"x"') -> str:
    return "".join(f" a{number}={value}" for number in range(count))


def test_of_many_formatted_words_the_words_stay() -> None:
    few, many = (
        html.read(page(f"<p>{'<i>Ebbe</i> und <b>Flut</b> am <span>Kai</span>, ' * count}</p>"))[0]
        for count in (10, MOST_ALIKE)
    )
    for text, count in ((few, 10), (many, MOST_ALIKE)):
        assert text.count("Ebbe und Flut am Kai,") == count


def test_many_headings_stay_as_text() -> None:
    text, metadata = html.read(page("<h1>Hafen zu</h1>" + "<h2>Lage</h2><p>Sturm.</p>" * (MOST_ALIKE + 1)))
    assert text.count("Lage") > MOST_ALIKE
    assert metadata.title == "Hafen"


@pytest.mark.parametrize("value", ['"x"', "'x'", "x", '"> <"'])
def test_an_element_with_too_many_attributes_is_refused(value: str) -> None:
    html.read(page(f"<div{attributes(MOST_ATTRIBUTES, value)}>{PARAGRAPH}</div>"))
    with pytest.raises(ArticleError, match=f"more than {MOST_ATTRIBUTES} attributes"):
        html.read(page(f"<div{attributes(MOST_ATTRIBUTES + 1, value)}>{PARAGRAPH}</div>"))


def test_long_values_and_scripts_are_no_attributes() -> None:
    words = "Wort = Wort " * MOST_ATTRIBUTES
    script = f"<script>for (i = 0; i <n; i++) {{ {'a = b ' * 2_000} }}</script>"
    assert html.read(page(f'<div data-text="{words}">{PARAGRAPH}</div>', script))[0]


@pytest.mark.parametrize(
    ("inside", "head"),
    [
        (f"<div{attributes(80_000)}>{PARAGRAPH}</div>", ""),
        ("<p>" + "<i>x</i> y " * 25_000 + "</p>", ""),
        ("", '<link rel="canonical" href="https://example.org/a">' * 20_000),
    ],
)
def test_no_page_takes_the_square_of_its_elements(inside: str, head: str) -> None:
    began = time.process_time()
    try:
        html.read(page(inside, head))
    except ArticleError as exc:
        assert "attributes" in str(exc)  # noqa: PT017 - either outcome is right if it comes soon
    assert time.process_time() - began < 5
