"""Text → sentences of tokens in which every quotation is one token, so that grammar is read around quoted speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.statements.quotations import QuotedSpan
from retrieval.text import sentences

_TOKEN = re.compile(
    r"(?:Dr|Prof|St|Mr|Mrs|Ms|Sen|Gov|Gen|Hr|Fr|[^\W\d_a-zäöü])\.(?=\s?[^\W\d_a-z])"  # "Dr.", "F." before a name
    r"|[IVX]{1,5}\.(?=[\s,][^A-ZÄÖÜ])"  # "Elisabeth II."
    r"|\d+(?:[.,:]\d+)+|[^\W_]+(?:(?:[-–'’&/:]|\.(?![A-ZÄÖÜ]{1,1}[a-zäöü]))[^\W_]+)*|\.\.\.|[^\w\s]"
)
_GLUED = re.compile(
    r"(?<=[a-zäöüß][a-zäöüß])\.(?=[A-ZÄÖÜ][a-zäöüß]+\s)"
    r"|(?<=[IVX])\.(?=\s(?:Der|Die|Das|Er|Sie|Es|In|Am|Im|Nach|Auch|Ein|Eine)\s)"
)
_NUMERAL = re.compile(r"\b[IVX]{1,5}\.$")
_COMPOUND = re.compile(r"-[^\W\d_]+")
MAX_TOKENS = 250
"""Tokens up to which a sentence is read as one: several times the longest of a newspaper."""

_DASHED = frozenset({"ru", "uk"})
"""Languages that set a dash between speech and reporting clause, so that no sentence begins with one."""
SHORT_QUOTATION = 7
"""Words up to which a quotation may be a name or term inside a noun phrase: „Bild“, „Stadt der Literatur“."""


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence as parallel lists; offsets count in the whole text.

    `quotes` holds for each token the index of the quotation it stands for, else -1. `names` tells tokens that are
    quotations short enough, and set so, that they can be a name. `paragraph` counts paragraphs from 0.
    """

    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    quotes: list[int]
    start: int
    end: int
    paragraph: int

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)


def read(text: str, quotations: Sequence[QuotedSpan], language: str) -> list[Sentence]:
    """Return the sentences of `text` in order; one that holds a quotation of several sentences is one sentence.

    Linear in the length of `text`; a text without words gives an empty list.
    """
    result: list[Sentence] = []
    paragraph = 0
    following = 0
    before = 0
    for start, end in _spans(text, quotations, language):
        if "\n\n" in text[before:start] or _blank_line(text, before, start):
            paragraph += 1
        before = end
        first = following
        while following < len(quotations) and quotations[following].end <= end:
            following += 1
        sentence = _tokenise(text, start, end, quotations, first, following, paragraph)
        if sentence.words:
            result.extend(_pieces(sentence))
    return result


def _pieces(sentence: Sentence) -> list[Sentence]:
    """Return a sentence in pieces of at most `MAX_TOKENS`, so that looking around in one stays linear in a text."""
    if len(sentence) <= MAX_TOKENS:
        return [sentence]
    pieces = []
    for low in range(0, len(sentence), MAX_TOKENS):
        high = min(len(sentence), low + MAX_TOKENS)
        pieces.append(
            Sentence(
                sentence.words[low:high],
                sentence.lower[low:high],
                sentence.starts[low:high],
                sentence.ends[low:high],
                sentence.quotes[low:high],
                sentence.starts[low],
                sentence.ends[high - 1],
                sentence.paragraph,
            )
        )
    return pieces


def _blank_line(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1


def _spans(text: str, quotations: Sequence[QuotedSpan], language: str) -> list[tuple[int, int]]:
    """Return sentence spans, those joined that a quotation or a reporting clause after it holds together."""
    joined: list[tuple[int, int]] = []
    number = 0
    for start, end in _parted(text, sentences.split(text, language)):
        while number < len(quotations) and quotations[number].end <= start:
            number += 1
        cut = number < len(quotations) and (quotations[number].start < start or quotations[number].continued)
        if joined and (
            cut
            or text[start] in ",;"
            or (text[start] in "—–" and language in _DASHED and "\n" not in text[joined[-1][1] : start])
            or (text[start].islower() and text[joined[-1][1] - 1] in "“”\"«»‘’'")
            or (text[start + 1 : start + 2].islower() and _NUMERAL.search(text, joined[-1][0], joined[-1][1]))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _parted(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield sentence spans, parted also where a full stop has no space after it ("im Amt.Der Minister")."""
    for start, end in spans:
        begin = start
        for found in _GLUED.finditer(text, start, end):
            yield begin, found.end()
            begin = found.end()
            while begin < end and text[begin].isspace():
                begin += 1
        if begin < end:
            yield begin, end


def _tokenise(
    text: str, start: int, end: int, quotations: Sequence[QuotedSpan], first: int, last: int, paragraph: int
) -> Sentence:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    quotes: list[int] = []
    position = start
    for number in range(first, last):
        quotation = quotations[number]
        for found in _TOKEN.finditer(text, position, max(position, quotation.start)):
            words.append(found.group())
            starts.append(found.start())
            ends.append(found.end())
            quotes.append(-1)
        position = quotation.end
        tail = _COMPOUND.match(text, position, end)
        if tail and quotation.words <= SHORT_QUOTATION:  # „Bild“-Zeitung is one word
            position = tail.end()
            quotes.append(-1)
        else:
            quotes.append(number)
        words.append(text[quotation.start : position])
        starts.append(quotation.start)
        ends.append(position)
    for found in _TOKEN.finditer(text, position, end):
        words.append(found.group())
        starts.append(found.start())
        ends.append(found.end())
        quotes.append(-1)
    return Sentence(words, [word.lower() for word in words], starts, ends, quotes, start, end, paragraph)
