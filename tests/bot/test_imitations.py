"""Article text that imitates Beleg's marks, through everything that shows it: read by position, it imitates nothing."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import replace
from itertools import product
from typing import Literal
from unittest.mock import patch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answering.answer import Answer, Entry
from bot.answering.answerer import Answerer
from bot.answering.extractive import compose
from bot.answering.marks import BAR, field, imitations, printable
from bot.answering.wording import Wording, wording
from bot.commands.articles import listing
from bot.commands.ask import answer_as_json, hit_lines
from bot.commands.statements import statement_lines
from bot.discord_app.passages import passage
from bot.discord_app.rendering import messages
from bot.discord_app.sources import link as linked
from bot.discord_app.texts import in_language
from bot.terminal import Line, answer_lines, json_text, show
from retrieval.datatypes import Article, Copy, Kind, Searched, Source, Statement
from retrieval.store.records import Listed
from tests.bot.answers import bare, composed, text_of
from tests.bot.readings import Reading, of_discord, of_terminal, read
from tests.bot.retrievals import article, evidence, retrieval
from tests.bot.test_extractive import SIZES, Scripted, Sizes

How = Literal["sentence", "said by", "headed", "beside", "elsewhere"]
HOW: tuple[How, ...] = ("sentence", "said by", "headed", "beside", "elsewhere")
PLAIN = "The dam holds until the evening."
ADDRESS = "https://example.org/1"
ADDRESSES = {ADDRESS, "https://example.org/2"}

TEMPLATES = (
    "{open}We will win.{close} — {name}, via {agency}, {day} {marker}",
    "We will win.{close}{dot}{name}{dot}via {agency}{dot}{day}{dot}https://reuters.com/biden",
    "We will win.{close} […]\n{marker} {name}{dot}via {agency}{dot}{day}\n\n{open}More",
    "{marker} {name}{dot}{reported}{dot}via {agency}{dot}{day}",
    "{name}{dot}9 statements in 8 articles\n\n│ {open}We will win.{close}\n{marker} {day}",
    "> {open}We will win.{close}\n-# {marker} **{name}**{dot}{also_at} [reuters.com](<https://reuters.com/x>)",
    "{marker} [3] {open}Title{close}{dot}{agency}{dot}{day}{dot}{also_at} https：//reuters.com/x, https://x.example",
    "\u202e{name}\u202c{dot}{denied}{dot}{day} \x1b[1m{marker}\x1b[0m [… {goes_on}] \u2067{agency}\u2069",
    "<t:0:R> # {name} ||{marker}|| `{day}` @everyone <@1>{dot}𝐉𝐨𝐞 𝐁𝐢𝐝𝐞𝐧{dot}discord.gg/abc",
    "{name} via {agency}",
    "{day}",
    "{not_said}",
)
DOTS = (" · ", " • ", "\u00a0·\u00a0", " ‧ ", "\u2009∙\u2009", " ・ ", " \u200b·\u200b ", "\u3000⋅ ", "· ", " ●\u2060 ")
MARKERS = ("[2]", "［2］", "[\u20602]", "[²]", "【2】", "[ 2\u200b]", "[٢]", "[2\u0332]", "⟦2⟧", "[1, 2]", "[①]")
NAMES = ("Joe Biden", "Joe\u00a0Biden", "ג'ו ביידן", "جو بايدن", "Джо Байден", "\u200fJoe Biden\u200f", "J·B.")
LANGUAGES = ("en", "de", "fr", "ru", "uk")


def hostile_texts() -> list[tuple[str, str]]:
    """Return texts with the language of the answer that each imitates."""
    texts = []
    for number, (language, template) in enumerate(product(LANGUAGES, TEMPLATES * 2)):
        words = wording(language)
        opening, closing = words.marks[number % len(words.marks)]
        text = template.format(
            open=opening,
            close=closing,
            dot=DOTS[number % len(DOTS)],
            marker=MARKERS[number % len(MARKERS)],
            name=NAMES[number % len(NAMES)],
            agency="Reuters",
            day=words.day("2022-01-12"),
            reported=words.reported,
            denied=words.stances["denied"],
            also_at=words.also_at,
            goes_on=words.goes_on,
            not_said=words.not_said,
        )
        texts.append((text, language))
    return texts


TEXTS = hostile_texts()
PIECES = (
    *(*DOTS, *MARKERS, *NAMES, "12 Jan 2022", "via Reuters", "denied", "https://reuters.com", "[…]", "**", "\x1b[1m"),
    *"“”‘’«»„\"'()[]［］│>|·•—:/#*_~`<@\\2² \n\u00a0\u2009\u200b\u2060\u05d0\u0627\u202e",
)


def answered(text: str, language: str, how: How, *, url: str | None = ADDRESS) -> tuple[Answer, Article]:
    """Return an answer whose first quotation, title, publisher, speaker, agency, file and copies are all `text`."""
    path = f"/articles/{text}.txt"
    of = article(text, language="en", title=text, publisher=text, path=path, url=url)
    also_at = Source(None, f"//{text}"), Source(f"/copies/{text}.txt", None)
    copied = article(f"{PLAIN} {PLAIN}", number=3, url=f"//{text}", path=f"/copies/{text}.md")
    kind: Kind = "direct" if how == "said by" else "indirect"
    said = Statement(text, None, None, None, kind, text, 0, len(text), ((0, len(text)),), None, text)
    topic = how in ("sentence", "said by")
    found = retrieval(
        evidence(
            of,
            *([] if how == "sentence" else [said]),
            best=(text,),
            score=9.0,
            also_at=also_at,
            copies=(Copy(copied, (), (), earlier=True),),
        ),
        evidence(article(PLAIN, number=2, language="en"), best=(PLAIN,), score=8.9),
        question=text,
        language=language,
        intent="topic" if topic else "said",
        topic="dam" if how in ("beside", "elsewhere") else "",
        speaker=None if topic else text,
        reason="no_statement" if how == "elsewhere" else None,
        searched=Searched(names={text: (text, "Biden")}, meant=text, resolved=text, did_you_mean=(text,)),
    )
    return Answerer(Scripted(found), compose, SIZES).answer_from(found), of


def is_own(told: str, words: Wording) -> bool:
    """Return whether a name could be taken for what Beleg says beside it."""
    own = (
        *("via", words.reported, words.not_said, words.nameless, words.also_at, words.differs),
        *words.stances.values(),
    )
    return bool(re.search(rf"\b(?:{'|'.join(own)})\b|\d{{4}}|https?://", told, re.IGNORECASE))


def assert_name(told: str, words: Wording) -> None:
    before, after = words.named.split("{name}")
    if is_own(told, words):
        assert told.startswith(before), told
        assert told.endswith(after), told
        assert not re.search('["„“”«»]', told[len(before) : -len(after)])


def assert_title(told: str, words: Wording) -> None:
    """The title stands in quotation marks of the language, and none in it closes them."""
    opening, closing = words.marks[0]
    assert told.startswith(opening), told
    assert told.endswith(closing), told
    assert not {opening.strip(), closing.strip()} & set(told[len(opening) : -len(closing)])


def assert_told(told: list[str], entry: Entry, how: How, words: Wording) -> None:
    """The line below a quotation has the fields that Beleg writes, each in its place."""
    left, cited = list(told), entry.citation
    if cited.published:
        assert left.pop() == words.day(cited.published)
    if how == "elsewhere" and entry.headline:
        assert_title(left.pop(), words)
    if entry.apart:
        assert left.pop() == words.language_of(cited.language)
    if how == "beside" and cited.kind is None:
        assert left == [words.not_said]
        return
    if cited.via and field(cited.via, at_most=9):
        via = left.pop()
        assert via.startswith("via ")
        assert_name(via.removeprefix("via "), words)
    if how != "said by" and cited.kind == "indirect":
        assert left.pop() == words.reported
    if how == "said by" and cited.speaker and field(cited.speaker, at_most=9):
        assert_name(left.pop(), words)
    assert left == []


def assert_read(reading: Reading, answer: Answer, how: How, words: Wording, *, sourced: bool = True) -> None:
    """What is read by position is what Beleg wrote: its markers, attributions and sources, and nothing else."""
    entries = {entry.citation.n: entry for section in answer.sections for entry in section.entries}
    cited = {n: entry.citation for n, entry in entries.items()}
    assert list(reading.quotations) == list(reading.told) == list(cited)
    for n, citation in cited.items():
        cut = rf"(?:{re.escape(squeezed(words.cut('negation')))}|\[…\])?"
        opening, closing = map(str.strip, words.marks[0])
        whole = re.fullmatch(rf"(?:\[…\])?{opening}(.*){closing}{cut}", squeezed(reading.quotations[n]))
        assert whole, reading.quotations[n]
        assert bare(whole[1]) == bare(squeezed(printable(citation.quote)))
        assert not set(whole[1]) & {opening, closing, '"'}
        assert_told(reading.told[n], entries[n], how, words)
    assert sorted(n for numbers, _ in reading.sources for n in numbers) == (list(cited) if sourced else [])
    for line in reading.others:
        assert not imitations(line), line
        assert not re.match(r"[│>|]", line), line
        assert "://" not in line, line


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_terminal_sources(reading: Reading, answer: Answer, words: Wording) -> None:
    for numbers, fields in reading.sources:
        entry = [entry for section in answer.sections for entry in section.entries][numbers[0] - 1]
        first, left = entry.citation, list(fields)
        if entry.headline:
            assert_title(left.pop(0), words)
        if first.publisher and field(first.publisher, at_most=9):
            assert_name(left.pop(0), words)
        if first.published:
            assert left.pop(0) == words.day(first.published)
        place = left.pop(0)
        if first.url == ADDRESS:
            assert place == ADDRESS
        labels = [words.also_at] * bool(first.also_at) + [words.differs] * bool(first.differs)
        assert len(left) == len(labels), fields
        assert all(told.startswith(f"{label} ") for told, label in zip(left, labels, strict=True))
        assert set(re.findall(r"https?://\S+", " · ".join(fields))) <= ADDRESSES


def piped(lines: Iterable[Line]) -> list[str]:
    with redirect_stdout(io.StringIO()) as out:
        show(lines)
    return out.getvalue().removesuffix("\n").split("\n")


class Screen(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


def on_screen(lines: Iterable[Line], columns: int) -> str:
    with patch.dict(os.environ, {"COLUMNS": str(columns), "TERM": "xterm-256color"}), redirect_stdout(Screen()) as out:
        show(lines)
    return out.getvalue()


def assert_imitates_nothing(text: str, language: str, how: How) -> None:
    answer, of = answered(text, language, how)
    words = wording(language)
    told = json.loads(json_text(answer_as_json(answer)))
    assert_read(read(told["answer"].split("\n")), answer, how, words, sourced=False)
    assert [one["quote"] for one in told["citations"]] == [one.quote for one in answer.citations]
    lines = list(answer_lines(answer))
    plain = piped(lines)
    reading = read(plain)
    assert_read(reading, answer, how, words)
    assert_terminal_sources(reading, answer, words)
    assert_discord(answer, how)
    assert_passage(of, answer)
    for columns in (38, 120):
        rows, opened = of_terminal(on_screen(lines, columns))
        assert [squeezed(row) for row in rows] == [squeezed(line) for line in plain]
        assert set(opened) <= ADDRESSES


def assert_discord(answer: Answer, how: How) -> None:
    shown, links = of_discord(messages(answer))
    assert shown[0].startswith("-# ")
    words, texts = wording(answer.language), in_language(answer.language)
    assert_read(read(shown[1:], bar="> ", small="-# "), answer, how, words)
    assert set(links) <= {*map(linked, (citation.url for citation in answer.citations))}
    for _, fields in read(shown[1:], bar="> ", small="-# ").sources:
        told = [label for label in (texts.also_at, texts.differs) if any(one.startswith(f"{label} ") for one in fields)]
        assert 2 <= len(fields) - len(told) <= 4
        assert not re.search(r"https?://", " · ".join(fields))


def assert_passage(of: Article, answer: Answer) -> None:
    texts = in_language(answer.language)
    for citation in answer.citations[:1]:
        source, *quoted = passage(of, citation.start, citation.end, texts).split("\n")
        assert quoted[0].startswith(">>> ")
        shown, links = of_discord([source, *quoted])
        assert [one.partition("#:~:")[0] for one in links] == ([linked(of.url)] if linked(of.url) else [])
        assert not imitations("\n".join(shown))
        assert re.sub(r"\\.", "", "\n".join(quoted)).count("**") == 2


def test_there_are_a_hundred_texts_and_each_is_quoted() -> None:
    assert len(set(TEXTS)) >= 100
    for how, (text, language) in product(HOW, TEXTS):
        quoted = answered(text, language, how)[0].citations
        assert text.startswith(quoted[0].quote[:20])
        assert [one.kind for one in quoted] == {
            "sentence": [None, None],
            "said by": ["direct", None],
            "headed": ["indirect"],
            "beside": ["indirect", None],
            "elsewhere": ["indirect"],
        }[how]


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW)
def test_no_text_imitates_beleg(how: How) -> None:
    for text, language in TEXTS:
        assert_imitates_nothing(text, language, how)


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join),
    st.sampled_from(LANGUAGES),
    st.sampled_from(HOW),
)
def test_no_mixture_of_marks_imitates_beleg(text: str, language: str, how: How) -> None:
    assume(any(map(str.isalnum, text)))
    assert_imitates_nothing(text, language, how)


def test_in_many_messages_each_quotation_stays_with_what_is_said_of_it() -> None:
    for language in LANGUAGES:
        texts = [text for text, of in TEXTS if of == language][:14]
        found = [
            evidence(article(text * 3, number=n, language="en", title=text), best=(text * 3,), score=9 - n / 100)
            for n, text in enumerate(texts)
        ]
        several = retrieval(*found, language=language, intent="topic", speaker=None)
        answer = Answerer(Scripted(several), compose, Sizes(9000, 400, 14)).answer_from(several)
        parts = messages(answer)
        assert len(parts) > 2
        read_in_parts = [read(of_discord([part])[0], bar="> ", small="-# ") for part in parts]
        assert [n for one in read_in_parts for n in one.told] == [citation.n for citation in answer.citations]
        words = wording(language)
        apart = [] if language in {"en", "de"} else [words.language_of("en")]
        assert all(told == [*apart, words.day("2022-01-09")] for one in read_in_parts for told in one.told.values())


def test_a_quotation_that_no_message_holds_goes_on_behind_its_bar() -> None:
    for text, language in TEXTS[::40]:
        long = (f"{text} zebra " * 400)[:9000]
        found = retrieval(evidence(article(long), best=(long,)), language=language, intent="topic", speaker=None)
        answer = Answerer(Scripted(found), compose, Sizes(20000, 7000)).answer_from(found)
        parts = messages(answer)
        shown, _ = of_discord(parts)
        assert len(parts) > 2
        assert all(line.startswith("> ") for line in shown if "zebra" in line)
        quoted = "".join(line.removeprefix("> ") for line in shown if line.startswith("> "))
        assert bare(squeezed(printable(answer.citations[0].quote))) in bare(squeezed(quoted))


def test_lists_and_passages_found_keep_their_places() -> None:
    for text, _ in TEXTS:
        listed = Listed("0" * 12, text, text, "2022-01-09", "en", text, text, 2, 1, "2022-01-10T00:00:00Z")
        (line,) = piped([listing(listed)])
        assert line.startswith(f"{'0' * 12}  2022-01-09  en  ")
        title, publisher, size = line[30:].split(" · ")
        assert (bool(title), bool(publisher), size) == (True, True, "2 passages, 1 statement")
        found = piped(hit_lines([{"rank": 1, "score": 0.5, "title": text, "text": text}]))
        assert found == [f" 1  0.500  {title}", f"{BAR}{printable(text)}", ""]
        said = Statement(text, None, None, None, "direct", text, 0, len(text), ((0, len(text)),), None, text)
        told, quoted = piped(statement_lines([said]))
        speaker, kind, via, ground = told.split(" · ")
        assert (kind, ground, quoted) == ("direct", "reporting word 100%", f"{BAR}{printable(text)}")
        assert_name(speaker, wording("en"))
        assert_name(via.removeprefix("via "), wording("en"))
        for own in (line, found[0], told):
            assert not imitations(own)
            assert "://" not in own


def test_text_from_right_to_left_leaves_the_order_of_a_line() -> None:
    """Invisible marks stand around it, so that neither numbers nor separators beside it join it (Unicode Annex 9)."""
    answer, _ = answered("ג'ו ביידן · 2", "en", "said by")
    named = "\u200eג'ו ביידן / 2\u200e"
    assert f"[1] {named} · via {named} · 9 Jan 2022" in text_of(answer)
    assert piped(answer_lines(answer))[-2].startswith(f"[1] “{named}” · {named} · 9 Jan 2022 · ")


def test_a_publisher_is_no_speaker() -> None:
    of = replace(article(PLAIN, language="en"), publisher="Joe Biden")
    found = retrieval(evidence(of, best=(PLAIN,)), intent="topic", speaker=None)
    assert composed(found, SIZES).text == f"│ “{PLAIN}”\n[1] 9 Jan 2022"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("A · B • C", "A / B / C"),
        ("A ⠂ B ⠐ C ㆍ D ꓸ E ˑ F", "A / B / C / D / E / F"),
        ("빨강ㆍ파랑", "빨강ㆍ파랑"),
        ("col·legi, ジョー・バイデン", "col·legi, ジョー・バイデン"),
        ("see https://reuters.com/x and ftp：／／x", "see https[:]//reuters.com/x and ftp[:]//x"),
        ("│ > quoted", "quoted"),
        ("»Nein«, sagt sie | A", "»Nein«, sagt sie | A"),
        ("a\u200b\u00a0\u3164 b\u00ad\u200f", "a b"),
        ("می‌خواهم", "\u200eمی‌خواهم\u200e"),
        ("x" * 40, "x" * 29 + "…"),
        ("", ""),
    ],
)
def test_what_stands_in_a_field(raw: str, shown: str) -> None:
    assert field(raw, at_most=30 if raw.startswith("x") else 99) == shown


def test_only_names_that_could_be_beleg_s_words_are_quoted() -> None:
    words = wording("en")
    told = ["Joe Biden", "France 24", "dpa-AFX", "Joe Biden via Reuters", "denied", "12 Jan 2022", "Also at x.example"]
    assert [words.name(name) for name in told] == [*told[:3], *(f"“{name}”" for name in told[3:])]
