"""Where else a quotation stands word for word: in other copies of the story, of which some differ, and elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.selection import Quotation
from retrieval.datatypes import Copy, Evidence, Source, Statement
from retrieval.names import same_person

# Papers set these signs each in their own way; they are no words.
_SIGNS = str.maketrans({**dict.fromkeys("„“”‟«»", '"'), **dict.fromkeys("‚‘’‛‹›", "'"), **dict.fromkeys("‐‑–—−", "-")})
_ENDS = frozenset(".!?…")
_MARKS = "\"'()[] "
_ALIKE = 0.5  # share of a quotation's words in one sentence of a copy from which that sentence is another wording of it


def placed(quotations: Iterable[Quotation], evidence: Iterable[Evidence]) -> list[Quotation]:
    """Return each quotation as that of the first article of its story that holds it word for word, each once.

    Its `also_at` are then the other sources that hold it, said by the same person, and its `differs` those that do
    not: all earlier ones, and later ones that word it otherwise. Articles that are no copies of the story are among the
    `also_at`, too, where they hold the words.
    """
    found_in = list(evidence)
    copies: dict[str, tuple[Copy, ...]] = {}
    statements: dict[str, list[Statement]] = {}
    for found in found_in:
        copies[found.article.article_id] = found.copies
        statements.setdefault(found.article.article_id, []).extend(found.statements)
    kept: dict[tuple[str, int, int], Quotation] = {}
    for quotation in quotations:
        ident = quotation.article.article_id
        one = _placed(quotation, copies[ident], statements[ident]) if copies.get(ident) else quotation
        story = {ident, one.article.article_id, *(copy.article.article_id for copy in copies.get(ident, ()))}
        others = (found for found in found_in if found.article.article_id not in story)
        also_at = [source for found in others if _tells(found, one) for source in _sources(found)]
        one = replace(one, also_at=tuple(dict.fromkeys([*one.also_at, *also_at])))
        kept.setdefault((one.article.article_id, one.start, one.end), one)
    return list(kept.values())


def _placed(quotation: Quotation, copies: Sequence[Copy], statements: Iterable[Statement]) -> Quotation:
    own = _Folded(quotation.article.text)
    said = [one for one in statements if one.quote_start < quotation.end and quotation.start < one.quote_end]
    places = [_find(quotation, own, said, copy) for copy in copies]
    home = next((n for n, copy in enumerate(copies) if copy.earlier and places[n]), None)
    also_at, differs = list(quotation.also_at), list[Source]()
    if home is not None:
        article = quotation.article
        also_at = [*copies[home].also_at, Source(article.path, article.url), *also_at]
    for number, copy in enumerate(copies):
        earlier = copy.earlier if home is None else number < home
        if number == home:
            continue
        if places[number]:
            also_at += _sources(copy)
        elif earlier or _words_otherwise(quotation, copy):
            differs += _sources(copy)
    moved = quotation if home is None else _moved(quotation, own, copies[home], places[home])
    return replace(moved, also_at=tuple(dict.fromkeys(also_at)), differs=tuple(dict.fromkeys(differs)))


def _tells(found: Evidence, quotation: Quotation) -> bool:
    """Return whether evidence of another article holds a quotation word for word, by the same person if anybody."""
    words = _Folded(quotation.article.text[quotation.start : quotation.end]).text.strip(_MARKS)
    if not words:
        return False
    if quotation.speaker is None:
        return _Folded(found.text).find(words, sentences=True) is not None
    return any(
        one.stance == quotation.stance
        and _is_same(one.speaker, quotation.speaker)
        and _Folded(one.quote).find(words) is not None
        for one in found.statements
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quotation begins in the folded text of a copy, and the statement there that holds it, if one does."""

    folded: _Folded
    start: int
    statement: Statement | None


class _Folded:
    """A text with its signs made alike and its blanks single, and the way between the offsets of both."""

    def __init__(self, text: str) -> None:
        pieces = [(piece.start(), piece[0]) for piece in re.finditer(r"\S+", text)]
        self.text = " ".join(piece for _, piece in pieces).translate(_SIGNS)
        self._starts = [start for start, _ in pieces]
        self._folded = [0]
        for _, piece in pieces:
            self._folded.append(self._folded[-1] + len(piece) + 1)
        ends = [0, *(start + len(piece) for start, piece in pieces)]
        self._lines = {
            self._folded[number] for number, start in enumerate(self._starts) if "\n" in text[ends[number] : start]
        }

    def folded(self, offset: int) -> int:
        """Return where an offset of the text lies in the folded one; one in blanks is the end of the word before."""
        number = max(0, bisect_right(self._starts, offset) - 1)
        return min(self._folded[number] + offset - self._starts[number], self._folded[number + 1] - 1)

    def unfolded(self, offset: int) -> int:
        """Return where an offset of the folded text, in a word or at its end, lies in the text."""
        number = bisect_right(self._folded, offset, hi=len(self._starts)) - 1
        return self._starts[number] + offset - self._folded[number]

    def find(self, words: str, *, first: int = 0, last: int | None = None, sentences: bool = False) -> int | None:
        """Return where words stand between two offsets, not as part of longer ones.

        `sentences` wants them to begin where a sentence does, and to end where one does.
        """
        last = len(self.text) if last is None else last
        at = self.text.find(words, first, last)
        while at >= 0:
            end = at + len(words)
            cut = (words[0].isalnum() and self.text[at - 1 : at].isalnum()) or (
                words[-1].isalnum() and self.text[end : end + 1].isalnum()
            )
            if not cut and not (sentences and not self._is_sentences(at, end)):
                return at
            at = self.text.find(words, at + 1, last)
        return None

    def _is_sentences(self, start: int, end: int) -> bool:
        before = self.text[max(0, start - 8) : start].rstrip(_MARKS)
        begins = not self.text[:start].strip(_MARKS) or before[-1:] in _ENDS or start in self._lines
        inside = self.text[max(start, end - 8) : end].rstrip(_MARKS)
        return begins and (inside[-1:] in _ENDS or end + 1 in self._lines or end + 1 >= len(self.text))


def _find(quotation: Quotation, own: _Folded, said: Sequence[Statement], copy: Copy) -> _Place | None:
    """Return where a copy holds a quotation word for word, and has the same people say what is said in it."""
    start, end = own.folded(quotation.start), own.folded(quotation.end)
    words = own.text[start:end]
    twins = [_twin(statement, copy) for statement in said]
    if not words or not all(twins):
        return None
    folded = _Folded(copy.article.text)
    for statement, twin in zip(said, twins, strict=True):
        if twin and statement.quote_start <= quotation.start and quotation.end <= statement.quote_end:
            limits = folded.folded(twin.quote_start), folded.folded(twin.quote_end)
            at = folded.find(words, first=limits[0], last=limits[1])
            return None if at is None else _Place(folded, at, twin)
    at = folded.find(words, sentences=True)
    return None if at is None else _Place(folded, at, None)


def _twin(statement: Statement, copy: Copy) -> Statement | None:
    """Return the statement of a copy that has the same person say the same, in the same way and through the same."""
    words = _Folded(statement.quote).text
    for other in copy.statements:
        same = (other.kind, other.via, other.stance) == (statement.kind, statement.via, statement.stance)
        if same and _is_same(other.speaker, statement.speaker) and _Folded(other.quote).text == words:
            return other
    return None


def _is_same(one: str | None, other: str | None) -> bool:
    return one == other or bool(one and other and same_person(one, other))


def _moved(quotation: Quotation, own: _Folded, copy: Copy, place: _Place | None) -> Quotation:
    """Return a quotation as it stands in a copy."""
    if place is None:
        return quotation
    begin = own.folded(quotation.start)

    def there(offset: int) -> int:
        return place.folded.unfolded(place.start + own.folded(offset) - begin)

    answer = quotation.answer
    return replace(
        quotation,
        article=copy.article,
        start=there(quotation.start),
        end=there(quotation.end),
        speaker=place.statement.speaker if place.statement and quotation.kind else quotation.speaker,
        answer=(there(answer[0]), there(answer[1])) if answer else None,
    )


def _words_otherwise(quotation: Quotation, copy: Copy) -> bool:
    """Return whether a sentence of a copy holds so many of the quotation's words that it is another wording of it."""
    words = _words(quotation.article.text[quotation.start : quotation.end])
    sentences = re.split(r"(?<=[.!?…])\s|\n", copy.article.text)
    return any(len(words & _words(sentence)) >= _ALIKE * len(words) for sentence in sentences)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.casefold()))


def _sources(holder: Copy | Evidence) -> tuple[Source, ...]:
    return (Source(holder.article.path, holder.article.url), *holder.also_at)
