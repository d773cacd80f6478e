"""Links to a sentence: a browser that follows one shows the quoted words, or the page as it is."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.fragment import LONGEST, text_fragment

URL = "https://example.org/damm"
TEXT = (
    "Der Damm von Ostrau ist gesperrt.\n\nNadja Kallweit sagte: „Der Damm hält auch beim nächsten Hochwasser.“ Sie "
    "leitet den Verband.\n\nOdilo Krammwitz sagte: „Nein, er hält nicht.“ Auf die Frage, ob sie sicher sei, sagte sie: "
    "„Der Damm hält auch beim nächsten Hochwasser.“ Mehr als 1.000 Anwohner kamen am Abend in die Halle, um zu hören, "
    "was der Verband zu sagen hat, und blieben bis Mitternacht.\n"
)


def link(quotation: str, url: str = URL, text: str = TEXT, *, nth: int = 0) -> str:
    start = [found.start() for found in re.finditer(re.escape(quotation), text)][nth]
    return text_fragment(url, text, start, start + len(quotation))


def shown(address: str, page: str) -> str | None:
    """Return what a browser shows first, after the draft's steps; written apart from the code."""
    directive = address.partition("#")[2].partition(":~:text=")[2]
    terms = directive.split(",")
    prefix = unquote(terms.pop(0)[:-1]) if terms[0].endswith("-") else ""
    suffix = unquote(terms.pop()[1:]) if terms[-1].startswith("-") else ""
    first, last = unquote(terms[0]), unquote(terms[1]) if len(terms) > 1 else ""
    at = 0
    while (begin := find(page, first, at)) is not None:
        at = begin[0] + 1
        if prefix and not re.search(bounded(prefix) + r"\s*$", page[: begin[0]], re.IGNORECASE):
            continue
        end = begin[1]
        if last:
            behind = find(page, last, end)
            if behind is None:
                return None
            end = behind[1]
        if suffix and not re.match(r"\s*" + bounded(suffix), page[end:], re.IGNORECASE):
            continue
        return page[begin[0] : end]
    return None


def bounded(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def find(page: str, words: str, start: int) -> tuple[int, int] | None:
    found = re.compile(rf"(?<!\w){bounded(words)}(?!\w)", re.IGNORECASE).search(page, start)
    return found.span() if found else None


def test_a_short_quotation_is_written_out() -> None:
    assert link("Sie leitet den Verband.") == f"{URL}#:~:text=Sie%20leitet%20den%20Verband"


def test_one_that_stands_twice_is_told_by_the_words_around_it() -> None:
    said = "Der Damm hält auch beim nächsten Hochwasser."
    assert [link(said, nth=nth).rpartition(",")[2] for nth in (0, 1)] == ["-.%E2%80%9C%20Sie", "-.%E2%80%9C%20Mehr"]
    last = "Sie sagte: „Nein.“ Er sagte: „Nein.“"
    assert link("Nein", text=last, nth=1) == f"{URL}#:~:text=Er%20sagte%3A%20%E2%80%9E-,Nein"


def test_of_a_long_one_the_first_and_last_words_are_written() -> None:
    long = TEXT[TEXT.index("Mehr als") :].strip()
    assert link(long) == f"{URL}#:~:text=Mehr%20als%201.000,blieben%20bis%20Mitternacht"


def test_of_one_with_paragraphs_the_first_and_last_words_are_written() -> None:
    both = "Sie leitet den Verband.\n\nOdilo Krammwitz sagte"
    assert link(both) == f"{URL}#:~:text=Sie%20leitet%20den,Odilo%20Krammwitz%20sagte"


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        (f"{URL}#abschnitt-2", f"{URL}#abschnitt-2:~:text="),
        (f"{URL}?a=b#", f"{URL}?a=b#:~:text="),
        (f"{URL}#:~:text=anderes", f"{URL}#:~:text="),
        (f"{URL}#oben:~:text=anderes", f"{URL}#oben:~:text="),
    ],
)
def test_an_address_keeps_its_own_fragment(url: str, begins: str) -> None:
    assert link("Sie leitet den Verband.", url) == f"{begins}Sie%20leitet%20den%20Verband"


def test_signs_of_the_directive_are_encoded() -> None:
    text = "Er sagte: Ost-West, A&B, das bleibt so."
    assert link("Ost-West, A&B, das", text=text) == f"{URL}#:~:text=Ost%2DWest%2C%20A%26B%2C%20das"


@pytest.mark.parametrize(
    ("url", "text", "quotation"),
    [
        (URL + "?" + 480 * "x", TEXT, "Sie leitet den Verband."),
        ("/srv/articles/damm.md", TEXT, "Sie leitet den Verband."),
        ("javascript:alert(1)", TEXT, "Sie leitet den Verband."),
        (URL, "So ist es. " * 40, "So ist es."),
        (URL, "… – …", "–"),
    ],
    ids=["too long", "no page", "no address", "no telling", "no words"],
)
def test_otherwise_the_address_stays_as_it_is(url: str, text: str, quotation: str) -> None:
    assert link(quotation, url, text) == url


def test_a_long_cyrillic_quotation_fits() -> None:
    said = "Мы не собираемся никого уговаривать и будем действовать исходя из собственных интересов безопасности страны"
    address = link(said, "https://example.org/" + 60 * "x", f"Рябков заявил: «{said}». Он добавил, что ждёт ответа.")
    assert len(address) <= LONGEST
    assert shown(address, said) == said


WORDS = st.lists(st.sampled_from(["ja", "Nein", "gut", "a-b", "1,5", "Tag.", "„so", "so“", "–", "\n\n", "ёж", "&"]))


@given(WORDS, st.data())
def test_whatever_is_quoted_the_browser_shows_just_that_or_the_page(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    address = text_fragment(URL, text, start, end)
    assert len(address) <= LONGEST
    if address != URL:
        found = shown(address, text)
        assert found is not None
        assert re.findall(r"\w+", found) == re.findall(r"\w+", text[start:end])
