"""An article into passages on sentence borders, sized to what the encoder reads well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from retrieval.datatypes import Article, Passage
from retrieval.text import language, sentences

CHUNKER_VERSION = 1

TARGET_WORDS = 120
"""Words of a passage to aim for: one thought of a news report with its context, a few paragraphs of agency text."""

TARGET_SHARE = 0.75
"""Part of the encoder's tokens to aim for at most, where a language takes many tokens a word."""

LONGEST_SENTENCE = 2_000
"""Code points from which a sentence is cut, whatever it counts in tokens: a tokenizer may call a megabyte one token."""

MOST_SENTENCES = 40
"""Sentences of a passage at most: a bound on the work for lists of very short lines."""

OWN_LANGUAGE_WORDS = 20
"""Words from which a passage's language is asked again: a short quotation does not change the article's."""

_HEADING_WORDS = 12
_CLAUSE_END = re.compile(r"[,;:–—…)\]»”“\"]++(?P<after>\s*+)")  # matches every run of marks, so that none is read twice
_WORD = re.compile(r"\S+")

# Costs of ending a passage somewhere, in units of the squared relative deviation from the target size: a passage a
# third too short costs 0.11, twice too long 1.
_INSIDE_PARAGRAPH = 0.25
_AFTER_HEADING = 2.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """One sentence, or a part of one that is too long: what passages are put together from.

    `size` is relative to the target (1 = a whole passage's worth). `cost` is that of ending a passage here.
    """

    start: int
    end: int
    tokens: int
    size: float
    cost: float


def split(article: Article, *, max_tokens: int, count_tokens: Callable[[str], int]) -> list[Passage]:
    """Return the passages of `article` in order: together they hold all its text but whitespace between them.

    Each ends with a sentence, if possible with a paragraph, and holds at most `max_tokens` as `count_tokens` counts its
    sentences (called once for each sentence, on at most `LONGEST_SENTENCE` code points). A heading goes with what
    follows it. Only a sentence that is too long by itself is cut, at the end of a clause, else of a word. The same
    article gives the same passages and keys; one without letters or digits gives none if it is all whitespace.
    """
    pieces = _pieces(article, max_tokens, count_tokens)
    return [_passage(article, pieces[first:last]) for first, last in _best_groups(pieces, max_tokens)]


def _best_groups(pieces: Sequence[_Piece], max_tokens: int) -> list[tuple[int, int]]:
    """Return the grouping of `pieces` with the least total cost (dynamic programming), as half-open index ranges."""
    least = [0.0]
    begins = [0]
    for last in range(1, len(pieces) + 1):
        best, begin = float("inf"), last - 1
        tokens, size = 0, 0.0
        for first in range(last - 1, max(-1, last - 1 - MOST_SENTENCES), -1):
            tokens += pieces[first].tokens
            size += pieces[first].size
            if first < last - 1 and (tokens > max_tokens or size > 2):
                break
            cost = least[first] + (size - 1) ** 2
            if cost < best:
                best, begin = cost, first
        least.append(best + pieces[last - 1].cost)
        begins.append(begin)
    groups: list[tuple[int, int]] = []
    last = len(pieces)
    while last:
        groups.append((begins[last], last))
        last = begins[last]
    return groups[::-1]


def _pieces(article: Article, max_tokens: int, count_tokens: Callable[[str], int]) -> list[_Piece]:
    """Return the sentences of the article, those that are too long in parts, with their sizes and costs."""
    text = article.text
    spans = sentences.split(text, article.language)
    pieces: list[_Piece] = []
    for place, (start, end) in enumerate(spans):
        last = place + 1 == len(spans)
        after = 0.0 if last else _cost(text, start, end, spans[place + 1][0], alone=_is_alone(text, spans, place))
        parts = list(_parts(text, start, end, max_tokens, count_tokens))
        for number, (begin, until, tokens) in enumerate(parts, start=1):
            words = len(text[begin:until].split())
            size = max(words / TARGET_WORDS, tokens / (TARGET_SHARE * max_tokens))
            pieces.append(_Piece(begin, until, tokens, size, after if number == len(parts) else _INSIDE_PARAGRAPH))
    return pieces


def _cost(text: str, start: int, end: int, following: int, *, alone: bool) -> float:
    """Return the cost of ending a passage after the sentence, before the one that begins at `following`."""
    if "\n" not in text[end:following]:
        return _INSIDE_PARAGRAPH
    heading = alone and text[end - 1].isalnum() and len(text[start:end].split()) <= _HEADING_WORDS
    return _AFTER_HEADING if heading else 0.0


def _is_alone(text: str, spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Return whether the sentence begins its line, so that it is the only one of its paragraph if the line ends too."""
    return place == 0 or "\n" in text[spans[place - 1][1] : spans[place][0]]


def _parts(
    text: str, start: int, end: int, max_tokens: int, count_tokens: Callable[[str], int]
) -> Iterator[tuple[int, int, int]]:
    """Yield spans that cover the sentence, with their tokens: the sentence itself unless it is too long."""
    if end - start <= LONGEST_SENTENCE:
        tokens = count_tokens(text[start:end])
        if tokens <= max_tokens:
            yield start, end, tokens
            return
    for clause in _packed(list(_clauses(text, start, end)), text, max_tokens, count_tokens):
        if clause[2] <= max_tokens:
            yield clause
        else:
            yield from _packed(list(_words(text, clause[0], clause[1], max_tokens)), text, max_tokens, count_tokens)


def _packed(
    spans: list[tuple[int, int]], text: str, max_tokens: int, count_tokens: Callable[[str], int]
) -> Iterator[tuple[int, int, int]]:
    """Yield neighbouring spans joined as long as they fit, with their tokens; one that is too long stays alone."""
    held: tuple[int, int, int] | None = None
    for start, end in spans:
        tokens = count_tokens(text[start:end]) if end - start <= LONGEST_SENTENCE else max_tokens + 1
        if held and held[2] + tokens <= max_tokens and end - held[0] <= LONGEST_SENTENCE:
            held = (held[0], end, held[2] + tokens)
            continue
        if held:
            yield held
        held = (start, end, tokens)
    if held:
        yield held


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the ends of clauses, whitespace around them left out."""
    begin = start
    for match in _CLAUSE_END.finditer(text, start, end):
        if match["after"]:
            yield begin, match.start("after")
            begin = match.end()
    if begin < end:
        yield begin, end


def _words(text: str, start: int, end: int, max_tokens: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of words; one longer than the encoder can read for certain is cut between its characters."""
    longest = min(max_tokens, LONGEST_SENTENCE)  # a token holds at least one character
    for match in _WORD.finditer(text, start, end):
        begin = match.start()
        while match.end() - begin > longest:
            border = _character_border(text, begin + longest, begin)
            yield begin, border
            begin = border
        yield begin, match.end()


def _character_border(text: str, wanted: int, start: int) -> int:
    """Return the last offset up to `wanted` that parts no character from its combining marks or joiners."""
    for border in range(wanted, max(start, wanted - 20), -1):
        if not _joins(text[border]) and text[border - 1] != "\u200d":
            return border
    return wanted


def _joins(char: str) -> bool:
    """Return whether a character belongs to the one before it: mark, joiner, variation selector, skin tone."""
    return unicodedata.category(char) in {"Mn", "Mc", "Me"} or char == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff"


def _passage(article: Article, pieces: Sequence[_Piece]) -> Passage:
    """Return the passage that reaches from the first to the last piece."""
    start, end = pieces[0].start, pieces[-1].end
    text = article.text[start:end]
    own = len(text.split()) >= OWN_LANGUAGE_WORDS
    return Passage(
        key=_key(article.article_id, start, end, text),
        article_id=article.article_id,
        start=start,
        end=end,
        text=text,
        language=language.detect(text, default=article.language) if own else article.language,
        sentences=tuple((piece.start, piece.end) for piece in pieces),
    )


def of_article(passage: Passage, article_id: str) -> Passage:
    """Return the passage as one of an article with the same text and another id."""
    return replace(passage, article_id=article_id, key=_key(article_id, passage.start, passage.end, passage.text))


def _key(article_id: str, start: int, end: int, text: str) -> str:
    """Return the passage's key: 64 hex digits of SHA-256 over where it is, what it says and who cut it."""
    content = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return sha256(f"{article_id}\n{start}\n{end}\n{content}\n{CHUNKER_VERSION}".encode()).hexdigest()


Span = tuple[int, int]


def spans(sentences: Sequence[Span]) -> list[Span]:
    """Return the units of a passage: its n sentences, then its n - 1 windows of two neighbouring sentences.

    Offsets are those of `sentences`. The order is that of the rows `Catalog.sentence_vectors` gives. A passage of
    fewer than two sentences has no units: its own vector says the same.
    """
    if len(sentences) < 2:
        return []
    windows = [(first[0], second[1]) for first, second in pairwise(sentences)]
    return [*sentences, *windows]
