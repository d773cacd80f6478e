"""Names with characters that nobody sees, in letters of another shape, and of two letters: found all the same."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Statement
from retrieval.names import keys, passage_keys
from retrieval.search.abstention import Support, decide
from retrieval.search.named import look_up
from retrieval.search.people import Speech, speech
from retrieval.search.query import understand
from retrieval.search.whom import quoted
from retrieval.statements import extract
from retrieval.store.reading import Catalog
from retrieval.text.lexicon import Lexicon
from retrieval.text.plain import PlainText, plain
from tests.desk import Desk


def decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def full_width(name: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in name)


FORMS = {
    "Petra Wiesenthal": "Petra Wie\u00adsen\u00adthal",
    "Dana Kettering": "Dana Ket\u200btering",
    "Jon Farlow": "Jon Far\u200clow",
    "Mira Oldenkamp": "Mira Olden\u200dkamp",
    "Piet Brakman": "Piet Brak\u2060man",
    "Ida Sommerlath": "Ida Sommer\ufefflath",
    "Carl Ebbers": "\u200eCarl Ebbers\u200e",
    "Lea Rothmund": "Lea\u200f Roth\u200fmund",
    "Tom Hadwiger": "\u202aTom Hadwiger\u202c",
    "Ava Lindqvist": "\u2068Ava Lindqvist\u2069",
    "Ben Corrigan": "Ben Corrigan\ufe0f",
    "Eva Drummond": "Eva Drum\u034fmond",
    "Zoë Blümel": decomposed("Zoë Blümel"),
    "Ana Sané": decomposed("Ana Sané"),
    "Linh Phượng": decomposed("Linh Phượng"),
    "Åsa Ångman": "\u212bsa \u212bngman",
    "Максим Бойко": decomposed("Максим Бойко"),
    "Андрій Паїк": decomposed("Андрій Паїк"),
    "Rolf Tannhof": "Rolf\u00a0Tannhof",
    "Nils Averdung": "Nils\u202fAverdung",
    "Ute Gerling": "Ute\u2009Gerling",
    "Max Ohlsen": "Max\u2007Ohlsen",
    "Kim Barlach": "Kim\u3000Barlach",
    "Hanna Kern-Wolfram": "Hanna Kern\u2011Wolfram",
    "Paula Reich-Ahlers": "Paula Reich\u2010Ahlers",
    "Jane Fulbright": full_width("Jane Fulbright"),
    "Igor Veltman": "𝐈𝐠𝐨𝐫 𝐕𝐞𝐥𝐭𝐦𝐚𝐧",
    "Rita Riffler": "Rita Ri\ufb04er".replace("\ufb04", "\ufb00l"),
    "Anke Fiedrich": "Anke \ufb01edrich".replace("\ufb01", "F\u00adi"),
    "Sean O'Neill": "Sean O\u2019Neill",
    "Liam O'Carroll": "Liam O\u02bcCarroll",
    "Nora O'Grady": "Nora O\u2018Grady",
    "Owen O'Malley": "Owen O\u00b4Malley",
    "Ruth O'Hagan": "Ruth O`Hagan",
    "Finn O'Dowd": "Finn O\u2032Dowd",
    "Maeve O'Shea": "Maeve O\uff07Shea",
    "Émile D'Arbois": decomposed("Émile D\u2019Ar\u00adbois").replace(" ", "\u00a0"),
}
"""A name as it is typed, and as it may be written in an article or a question: in every line something else."""


SENTENCES = {
    "en": ("“It will hold for {} years,” said {} on Monday.", "What did {} say?"),
    "ru": ("«Он выдержит {} лет», — сказал {} в понедельник.", "Что сказал {}?"),
    "uk": ("«Він витримає {} років», — сказав {} у понеділок.", "Що сказав {}?"),
}
"""By language what an article says of a name, with a number that only it has, and the question for it."""


def language(name: str) -> str:
    letters = plain(name).lower()
    return "uk" if "ї" in letters else "ru" if any("а" <= letter <= "я" for letter in letters) else "en"


def article(name: str, number: int) -> str:
    return SENTENCES[language(name)][0].format(number, name) + "\n"


def question(name: str) -> str:
    return SENTENCES[language(name)][1].format(name)


def said(catalog: Catalog, asked: str) -> list[str]:
    """Return the quotations that a question for somebody's words finds; each stands in its article as it is given."""
    query, lexicon = understand(asked), Lexicon.shipped()
    said = quoted(query, catalog, lexicon)
    named = look_up(query, catalog, lexicon, quoted=bool(said.by))
    assert named, query
    assert all(one.passages for one in named), named
    found = speech(query, named, said, catalog, lexicon, within=None).statements
    articles = catalog.articles(found)
    for article_id, statements in found.items():
        for one in statements:
            check(one, articles[article_id].text)
    return [one.quote for statements in found.values() for one in statements]


def check(one: Statement, text: str) -> None:
    assert text[one.quote_start : one.quote_end] == one.quote
    if one.mention_start is not None:
        assert text[one.mention_start : one.mention_end] == one.mention
    assert all(one.quote_start <= start < end <= one.quote_end for start, end in one.parts)


def indexed(folder: Path, written: list[str]) -> Iterator[Catalog]:
    desk = Desk(folder)
    for number, name in enumerate(written):
        desk.write(f"{number}.txt", article(name, 1000 + number))
    desk.index()
    with desk.catalog() as catalog:
        yield catalog


@pytest.fixture(scope="module")
def of_forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    yield from indexed(tmp_path_factory.mktemp("forms"), list(FORMS.values()))


@pytest.fixture(scope="module")
def of_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    yield from indexed(tmp_path_factory.mktemp("names"), list(FORMS))


@pytest.mark.parametrize("number", range(len(FORMS)), ids=[ascii(name) for name in FORMS])
@pytest.mark.parametrize("by_surname", [False, True])
def test_a_form_is_found(of_forms: Catalog, of_names: Catalog, number: int, by_surname: bool) -> None:
    name, form = list(FORMS.items())[number]
    if by_surname:
        name = name.rpartition(" ")[2]
        form = form[max(form.rfind(space) for space in " \u00a0\u202f\u2009\u2007\u3000") + 1 :]
    for catalog, asked in ((of_forms, name), (of_names, form), (of_forms, form)):
        quotes = said(catalog, question(asked))
        assert [quote for quote in quotes if str(1000 + number) in quote] == quotes != [], (asked, quotes)


# --- names of two letters --------------------------------------------------------------------------------------------

SHORT = [
    "Xi Jinping",
    "Li",
    "Wu Bangguo",
    "Ma Ying-jeou",
    "Yi",
    "Hu",
    "Ng",
    "Bo Adler",
    "Си Цзиньпин",
    "Ли",
    "Ма Инцзю",
]


@pytest.fixture(scope="module")
def of_short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    others = ["It was Anna Holt", "Er, Jan Falke,"]
    yield from indexed(tmp_path_factory.mktemp("short"), [*SHORT, *others])


@pytest.mark.parametrize("number", [number for number, name in enumerate(SHORT) if name != "Bo Adler"])
@pytest.mark.parametrize(
    "frame", ["What did {} say?", "What does {} say about the bridge?", "Was sagte {}?", "Что сказал {}?"]
)
def test_a_name_of_two_letters_is_one(of_short: Catalog, number: int, frame: str) -> None:
    name = SHORT[number].split()[0]
    quotes = said(of_short, frame.format(name))
    own = [quote for quote in quotes if str(1000 + number) in quote]
    others = [
        SHORT[int(number) - 1000] for quote in quotes if quote not in own for number in re.findall(r"\d{4}", quote)
    ]
    assert own
    # The same name in the other script is meant, too.
    assert all(language(other) != language(name) for other in others), others


def test_a_short_name_is_found_in_the_other_script(of_short: Catalog) -> None:
    assert len(said(of_short, "What did Xi say?")) == len(said(of_short, "Что сказал Си?")) == 2
    assert len(said(of_short, "What did Li say?")) == len(said(of_short, "Что сказал Ли?")) == 2


@pytest.mark.parametrize(
    "asked",
    [
        "What did it say?", "What did he say about the bridge?", "What did we say?", "Was sagte er?", "Was sagte es?",
        "Was sagte sie über die Brücke?", "Что он сказал?", "Что сказал он?", "Що вона сказала?", "Qu'a dit il ?",
    ],
)  # fmt: skip
def test_another_word_of_the_grammar_is_none(of_short: Catalog, asked: str) -> None:
    query = understand(asked)
    assert (query.speaker, query.names) == (None, ())
    assert look_up(query, of_short, Lexicon.shipped()) == ()


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("What did it say?", ""),
        ("Was sagte er?", ""),
        ("What did she say about the bridge?", "What did she say about the bridge?"),
    ],
)
def test_without_a_name_and_a_topic_nothing_is_answered(asked: str, topic: str) -> None:
    query = understand(asked)
    assert query.topic == topic
    reason = decide(query, Support(reader=9.0, second=9.0, lexical=1.0, near=1.0), (), Speech())
    assert reason == (None if topic else "not_in_articles")


@pytest.mark.parametrize("asked", ["What did may say?", "What did May say?", "Was sagte Lange?"])
def test_a_word_of_the_grammar_that_is_a_surname_is_one(asked: str) -> None:
    assert understand(asked).speaker


def test_words_of_two_letters_that_are_no_names_have_no_keys() -> None:
    text = "It is in the EU. He is a Dr. and Mr No. Er ging. Am Tor. Es ist US-Recht. My UN. Он там. Не он. Их нет."
    for spoken in ("en", "de", "ru"):
        assert not set(passage_keys(text, spoken)) & {
            key for word in re.findall(r"\w+", text) for key in keys(word) if len(word) < 3
        }
    assert set(passage_keys("In Peking sprach Xi, und Ng hörte zu.", "de")) >= {*keys("Xi"), *keys("Ng")}


# --- the text as it is read ------------------------------------------------------------------------------------------

ODD = "\u00ad\u200b\u200d\u2060\ufeff\u202a\u202c\u0301\u0308\u0306\u034f\ufe0f\u00a0\u3000\u2011\uff0d"
ODD += "`´ʼ‘’'\uff40ﬁﬃĲⅫＡｂ\u212b\U0001d400"
texts = st.text(st.sampled_from(f"{ODD}aeuAI и·1 -.\n„“"), max_size=40)


@given(texts)
def test_what_is_read_stands_where_it_says(text: str) -> None:
    read = PlainText(text)
    spans = [read.span(place, place + 1) for place in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for letter, (start, end) in zip(read.text, spans, strict=True):
        # Each stands there by itself, as part of a letter and its marks or a ligature, or as what stands for it.
        alone = unicodedata.normalize(
            "NFKC",
            "".join(one for one in text[start:end] if unicodedata.category(one) != "Cf" and one not in "\u034f\ufe0f"),
        )
        assert letter in alone + text[start:end] or letter in " -’"
    if read.text:
        start, end = read.span(0, len(read.text))
        assert (start, end) == (spans[0][0], spans[-1][1])


@given(texts)
def test_a_text_read_twice_is_the_same(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not set(plain(text)) & set("\u00ad\u200b\u200d\u2060\ufeff\u202a\u202c\ufe0f\u00a0\u3000\u2011ﬁﬃⅫＡｂ")


@given(st.text(st.characters(codec="ascii")) | st.text(st.sampled_from("aßüé „“–…Яїй’‘'\n")))
def test_a_text_without_anything_odd_is_read_as_it_is(text: str) -> None:
    assert plain(text) == text or "‘" in text


@pytest.mark.parametrize("code", sorted(SENTENCES))
@given(
    st.lists(st.sampled_from(["", "", "\u00ad", "\u200b", "\u200d\u2060", "\ufeff"]), min_size=1, max_size=9),
    st.booleans(),
)
def test_statements_are_words_of_the_text_whatever_is_strewn_into_it(code: str, unseen: list[str], apart: bool) -> None:
    text = article({"en": "Zoë Blümel", "ru": "Максим Бойко", "uk": "Андрій Паїк"}[code], 12)
    written = decomposed(text) if apart else text.replace(" ", "\u00a0")
    strewn = "".join(letter + more for letter, more in zip(written, itertools.cycle(unseen)))
    found = extract(strewn, code)
    assert [(one.speaker, plain(one.quote)) for one in found] == [
        (one.speaker, one.quote) for one in extract(text, code)
    ]
    assert found
    for one in found:
        check(one, strewn)
