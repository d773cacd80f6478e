"""An answer as lines of plain text: what terminal, JSON and Discord's plain text share.

Each line is of one kind, so that whoever shows it need not read it to know what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.answer import Answer, Citation, Entry, Section, Sentence
from bot.answering.marks import BAR, attribution, field, printable
from bot.answering.wording import Wording
from bot.answering.wording.base import in_marks

Span = tuple[int, int]

_QUESTION = 120  # code points of a question that is offered
SENTENCE = 400
"""Code points of a model's sentence that are shown, more than a verified one has."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line end.

    A "notice" tells what the answer is limited to or about, a "heading" whose statements stand below, a "reason" why
    there are none, an "aside" what the quotations below it are. A "quotation" begins with a `BAR`; `answer` is the span
    of the words in it that answer. The line "below" it begins with the marker of citation `n`, and so does a
    "translation" below that. A "question" can be asked instead. A "sentence" is a language model's and ends with the
    marker of citation `n`. A "gap" is blank.
    """

    kind: Literal[
        "notice", "heading", "reason", "aside", "quotation", "below", "translation", "question", "sentence", "gap"
    ]
    text: str = ""
    n: int = 0
    answer: Span | None = None


def plain(sections: Iterable[Section], words: Wording) -> str:
    """Return an answer as plain text: a ``[n]`` for each citation, and for nothing else."""
    return "\n".join(line.text for line in lines(sections, words))


def lines(sections: Iterable[Section], words: Wording) -> Iterator[Line]:
    """Yield the lines of an answer, a blank one between two sections."""
    for number, section in enumerate(sections):
        if number:
            yield Line("gap")
        yield from _of_section(section, words)


def below(answer: Answer, words: Wording) -> Iterator[Line]:
    """Yield the greeting of an answer, and the questions that can be asked instead, each on a line of its own."""
    if answer.greeting:
        yield Line("reason", answer.greeting)
    if questions := answer.suggestions.all:
        yield Line("gap")
        yield Line("aside", words.ask_instead)
        for question in questions:
            yield Line("question", field(question, at_most=_QUESTION))


def of_sentence(sentence: Sentence, words: Wording) -> Iterator[Line]:
    """Yield a model's sentence, and below it the quotation that it stands on, which it makes understood."""
    n = sentence.citation.n
    yield Line("sentence", f"{field(sentence.text, at_most=SENTENCE)} [{n}]", n)
    yield from _of_entry(replace(sentence.entry, translation=""), words, titled=False)


def _of_section(section: Section, words: Wording) -> Iterator[Line]:
    above = list(_above(section, words))
    yield from above
    if section.reason and section.entries:
        yield Line("gap")
        yield Line("aside", words.above_elsewhere(section.elsewhere))
    before: Entry | None = None
    for entry in section.entries:
        if entry.apart and before and not before.apart:
            yield Line("gap")
            yield Line("aside", words.above_apart(one.citation.language for one in section.entries if one.apart))
        elif not section.reason and (_parted(before, entry, grouped=section.heading is not None) if before else above):
            yield Line("gap")
        yield from _of_entry(entry, words, titled=section.reason is not None)
        before = entry


def _above(section: Section, words: Wording) -> Iterator[Line]:
    """Yield the lines above the quotations."""
    if section.reason:
        if section.facts:
            yield Line("reason", words.abstention(section.reason, section.facts))
        return
    for notice in (
        words.above_understood(section.understood, section.reworded_by),
        words.above_limited(section.since, section.until, section.event),
        words.above_meant(section.meant),
        words.above_namesakes(section.namesakes),
        words.reports_differ if section.differing else "",
    ):
        if notice:
            yield Line("notice", notice)
    if section.heading:
        yield Line("heading", words.above_statements(section.heading))


def _parted(before: Entry, entry: Entry, *, grouped: bool) -> bool:
    """Return whether a blank line parts two quotations: statements of one article stand together."""
    return not (grouped and before.citation.article_id == entry.citation.article_id)


def _of_entry(entry: Entry, words: Wording, *, titled: bool) -> Iterator[Line]:
    cited = entry.citation
    text, answer = quoted(entry, words)
    yield Line("quotation", BAR + text, cited.n, _moved(answer, len(BAR)))
    title = words.titled(entry.headline) if titled else ""
    day = words.day(cited.published) if cited.published else ""
    holder = words.name(entry.holder) if entry.holder else ""
    yield Line("below", attribution(cited.n, [holder, *entry.manner, title, day]), cited.n)
    if translated := translation(entry, words):
        yield Line("translation", f"[{cited.n}] {translated}", cited.n)


def translation(entry: Entry, words: Wording) -> str:
    """Return the line that translates a quotation, and says who did; "" for none."""
    return words.translation(printable(entry.translation), field(entry.translated_by, at_most=SENTENCE))


def quoted(entry: Entry, words: Wording) -> tuple[str, Span | None]:
    """Return a quotation in quotation marks, with signs where something is left out, and where in it the answer is."""
    quote = printable(entry.citation.quote)
    shown, (opening, closing) = words.quoted(quote), words.marks[0]
    before = "[…] " if entry.late else ""
    after = f" {words.cut(entry.cut)}" if entry.cut else ""
    begins, ends = len(before) + len(opening), len(before) + len(shown) - len(closing)
    answer = _answer(entry.citation, quote)
    if answer:
        # Its own marks have made room for those of the language.
        by = begins - in_marks(quote)
        answer = max(answer[0] + by, begins), min(answer[1] + by, ends)
    return f"{before}{shown}{after}", answer if answer and answer[0] < answer[1] else None


def _answer(cited: Citation, quote: str) -> Span | None:
    """Return where the answer stands in the quotation as it is printed; None if it cannot be told from the rest."""
    if cited.answer_start is None or cited.answer_end is None:
        return None
    start, end = cited.answer_start - cited.start, cited.answer_end - cited.start
    words, after = printable(cited.quote[start:end]), printable(cited.quote[end:])
    before = printable(cited.quote[:start])
    at = len(before) + (quote[len(before) : len(before) + 1] == " ")
    whole = words and quote == _joined(before, words, after, quote)
    return (at, at + len(words)) if whole else None


def _joined(before: str, words: str, after: str, quote: str) -> str:
    """Return the three parts as one, with the blanks between them that the printed quotation has."""
    first = " " if before and quote[len(before) : len(before) + 1] == " " else ""
    begun = f"{before}{first}{words}"
    second = " " if after and quote[len(begun) : len(begun) + 1] == " " else ""
    return f"{begun}{second}{after}"


def _moved(span: Span | None, by: int) -> Span | None:
    return (span[0] + by, span[1] + by) if span else None
