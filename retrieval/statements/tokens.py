"""Text → sentences of tokens in which every quotation is one token, so that grammar is read around quoted speech."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from retrieval.statements.quotations import SPACES, QuotedSpan
from retrieval.text import sentences

_NUMERAL = re.compile(r"\b[IVX]{1,5}\.$")
_LONGEST_NUMERAL = 6
"""Code points of a numeral with its full stop."""
_SPACED_END = rf"(?<=[.!?…][{SPACES}])»(?=\s+[^\W_])"
"""A mark that ends a sentence with its quotation, if it closes one the French way and no small letter follows."""
_INNER_SPACES = re.compile(rf"(?<=^«)[{SPACES}]+|[{SPACES}]+(?=»$)")
_COMPOUND = re.compile(r"-[^\W\d_]+")
MAX_TOKENS = 250
"""Tokens up to which a sentence is read as one: several times the longest of a newspaper."""

SHORT_QUOTATION = 7
"""Words up to which a quotation may be a name or term inside a noun phrase: „Bild“, „Stadt der Literatur“."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orthography:
    """What of a language's spelling decides where its words and sentences end.

    `capitals` and `small` are the Latin letters that words are made of here, as ranges of a regular expression.
    `abbreviations` may stand before a name with a full stop; `sentence_openers` begin a sentence even after what looks
    like a numeral ("EV. Die"). With `dashes`, a dash parts speech from the clause that reports it, so that no sentence
    begins with one. With `ordinals`, a full stop behind a number within a sentence belongs to it ("am 3. Mai").
    """

    capitals: str = "A-ZÀ-ÖØ-Þ"
    small: str = "a-zß-öø-ÿ"
    abbreviations: frozenset[str] = frozenset()
    sentence_openers: frozenset[str] = frozenset()
    dashes: bool = False
    ordinals: bool = False


_ORDINAL = r"|\d{1,2}\.(?=\s[^\W\d_])"
"""A number with the full stop of an ordinal."""


@cache
def _token(spelling: Orthography) -> re.Pattern[str]:
    short = "|".join(map(re.escape, sorted(spelling.abbreviations)))
    capitals, small = spelling.capitals, spelling.small
    return re.compile(
        rf"(?:{short}{'|' if short else ''}[^\W\d_{small}])\.(?=\s?[^\W\d_a-z])"  # "Dr.", "F." before a name
        rf"|[IVX]{{1,5}}\.(?=[\s,][^{capitals}])"  # "Elisabeth II."
        rf"{_ORDINAL if spelling.ordinals else ''}"
        rf"|\d+(?:[.,:]\d+)+|[^\W_]+(?:(?:[-–'’&/:]|\.(?![{capitals}][{small}]))[^\W_]+)*|\.\.\.|[^\w\s]"
    )


@cache
def _glued(spelling: Orthography) -> re.Pattern[str]:
    capitals, small = spelling.capitals, spelling.small
    glued = rf"{_SPACED_END}|(?<=[{small}][{small}])\.(?=[{capitals}][{small}]+\s)"
    openers = "|".join(map(re.escape, sorted(spelling.sentence_openers)))
    return re.compile(glued + (rf"|(?<=[IVX])\.(?=\s(?:{openers})\s)" if openers else ""))


@dataclass(slots=True)
class Sentence:
    """Tokens of one sentence as parallel lists; offsets count in the whole text.

    `quotes` holds for each token the index of the quotation that it is, else -1. `paragraph` counts paragraphs from 0.
    Numbers are in arrays, a fifth of the memory of lists: ten megabytes of punctuation are as many tokens.
    """

    words: list[str]
    lower: list[str]
    starts: array[int]
    ends: array[int]
    quotes: array[int]
    paragraph: int

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)

    def span(self, low: int, high: int) -> tuple[int, int]:
        """Return the offsets in the text of a range of tokens that is not empty."""
        return self.starts[low], self.ends[high - 1]

    def add(self, spelling: tuple[str, str], start: int, end: int, quote: int) -> None:
        """Add a token, spelt as it is and in lower case."""
        self.words.append(spelling[0])
        self.lower.append(spelling[1])
        self.starts.append(start)
        self.ends.append(end)
        self.quotes.append(quote)


class _Spellings(dict[str, tuple[str, str]]):
    """Each word of a text and its lower case, kept once."""

    def __missing__(self, word: str) -> tuple[str, str]:
        self[word] = spelling = word, word.lower()
        return spelling


def read(text: str, quotations: Sequence[QuotedSpan], language: str, spelling: Orthography) -> list[Sentence]:
    """Return the sentences of `text` in order; one that holds a quotation of several sentences is one sentence.

    Linear in the length of `text`; a text without words gives an empty list.
    """
    result: list[Sentence] = []
    paragraph = 0
    following = 0
    before = 0
    token = _token(spelling)
    spellings = _Spellings()
    for start, end in _spans(text, quotations, language, spelling):
        if "\n\n" in text[before:start] or _blank_line(text, before, start):
            paragraph += 1
        before = end
        first = following
        while following < len(quotations) and quotations[following].end <= end:
            following += 1
        sentence = Sentence([], [], array("q"), array("q"), array("q"), paragraph)
        for found in _tokens(text, token, (start, end), enumerate(quotations[first:following], first)):
            sentence.add(spellings[found[0]], *found[1:])
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
                sentence.paragraph,
            )
        )
    return pieces


def _blank_line(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1


def _spans(text: str, quotations: Sequence[QuotedSpan], language: str, spelling: Orthography) -> list[tuple[int, int]]:
    """Return sentence spans, those joined that a quotation or a reporting clause after it holds together."""
    joined: list[tuple[int, int]] = []
    number = 0
    for start, end in _parted(text, sentences.split(text, language), quotations, _glued(spelling)):
        while number < len(quotations) and quotations[number].end <= start:
            number += 1
        cut = number < len(quotations) and (quotations[number].start < start or quotations[number].continued)
        if joined and (
            cut
            or text[start] in ",;"
            or (text[start] in "—–" and spelling.dashes and "\n" not in text[joined[-1][1] : start])
            or (text[start].islower() and text[joined[-1][1] - 1] in "“”\"«»‘’'")
            or (text[start + 1 : start + 2].islower() and _ends_in_numeral(text, *joined[-1]))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _ends_in_numeral(text: str, start: int, end: int) -> bool:
    return _NUMERAL.search(text, max(start, end - _LONGEST_NUMERAL), end) is not None


def _parted(
    text: str, spans: Sequence[tuple[int, int]], quotations: Sequence[QuotedSpan], glued: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Yield sentence spans, parted also where a full stop has no space after it ("im Amt.Der Minister").

    So they are behind French marks with a space inside: "« Ich gehe. » Der Minister …".
    """
    closed = {quotation.end for quotation in quotations if text[quotation.end - 1] == "»"}
    for start, end in spans:
        begin = start
        for found in glued.finditer(text, start, end):
            after = found.end()
            while after < end and text[after].isspace():
                after += 1
            if found.group() == "»" and (found.end() not in closed or text[after : after + 1].islower()):
                continue
            yield begin, found.end()
            begin = after
        if begin < end:
            yield begin, end


def _tokens(
    text: str, token: re.Pattern[str], span: tuple[int, int], quotations: Iterable[tuple[int, QuotedSpan]]
) -> Iterator[tuple[str, int, int, int]]:
    """Yield the tokens of a sentence, their offsets and the number of the quotation that each is, else -1.

    `quotations` are those in the sentence with their numbers in the text.
    """
    position, end = span
    for number, quotation in quotations:
        for found in token.finditer(text, position, max(position, quotation.start)):
            yield found.group(), found.start(), found.end(), -1
        position = quotation.end
        tail = _COMPOUND.match(text, position, end)
        compound = tail is not None and quotation.words <= SHORT_QUOTATION  # „Bild“-Zeitung is one word
        if tail is not None and compound:
            position = tail.end()
        word = _INNER_SPACES.sub("", text[quotation.start : position])
        yield word, quotation.start, position, -1 if compound else number
    for found in token.finditer(text, position, end):
        yield found.group(), found.start(), found.end(), -1
