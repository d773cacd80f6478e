"""Which pieces of the evidence an answer quotes: a person's statements, the sentences that answer, or leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering import differing
from bot.answering.differing import Pair
from retrieval.datatypes import (
    Article,
    Evidence,
    Ground,
    Kind,
    Query,
    ReadSentence,
    Retrieval,
    Source,
    Stance,
    Statement,
)
from retrieval.names import same_person
from retrieval.search import asker

Span = tuple[int, int]

# The first sentence is always quoted, a further one where its score is no further below that of the first: of the same
# article, which the question is about, and of another, which may be about something like it. Of rules that quote as
# much these hold the most answers.
_BELOW_FIRST, _BELOW_ELSEWHERE = 2.5, 0.75
# Log odds of the reader from which a sentence is taken for an answer whatever stands beside it.
_ANSWERS = 0.0
# A sentence in a language nearer to the asker goes before one whose score is higher by less than this; what says the
# same is put first by `retrieval.search.reading`.
_NEARER = 0.7
# What whoever asks does not read is shown beside only where its score is lower than the best by no more than this.
_APART = 0.3

_MOST = 0.5  # share of a piece that makes it a statement of the one whose words they are
_SHORTEST = 2  # words of a quotation that a longer one of the same person may hold and stand for
_SHARING = 3  # articles, or people of one name; among more, the later ones get what the first leave


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of one article that an answer may quote; `start` and `end` are offsets in `article.text`.

    `answer` is the span of the words in it that answer, None where none do. `ground` is why it counts as the speaker's
    words, None where it is no statement, `stance` whether it was said, is denied or a rumour. `also_at` are further
    sources that hold it, `differs` those that tell the same story otherwise. `apart` says that whoever asks does not
    read its language, as far as is known; those are the last of an answer. `differing` says that another report that is
    quoted beside it has another figure.
    """

    article: Article
    start: int
    end: int
    kind: Kind | None = None
    speaker: str | None = None
    via: str | None = None
    also_at: tuple[Source, ...] = ()
    ground: Ground | None = None
    stance: Stance = "said"
    answer: Span | None = None
    differs: tuple[Source, ...] = ()
    apart: bool = False
    differing: bool = False


def statements_of(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return what the speaker of the query said, at most `limit` pieces, grouped by article.

    Articles in the asker's language come first, then those in languages the asker reads, each the best first.
    A quotation that the reporting clause breaks is one piece up to `longest` code points, else one for each part.
    """
    candidates: list[Quotation] = []
    _add(
        candidates,
        (
            piece
            for found in _nearest_first(retrieval)
            for statement in _by_match(found)
            for piece in _pieces(found, statement, longest)
        ),
    )
    by_article = _by_article(candidates)
    # Of people who share the name each is quoted, before anything else.
    each = _of_each(candidates, retrieval.searched.namesakes[:_SHARING])
    # Every article gets its share of the room before one of them fills it.
    share = -(-limit // max(1, min(_SHARING, len(by_article))))
    shared = [one for quotations in by_article.values() for one in quotations[:share] if one not in each]
    first = (each + shared)[:limit]
    chosen = first + [quotation for quotation in candidates if quotation not in first][: limit - len(first)]
    others = [one for quotations in by_article.values() for one in quotations if one in chosen and one not in each]
    return _set_apart(each + others, retrieval.query)


def statements_on_topic(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return the speaker's statements in the sentences that answer, at most `limit` pieces, grouped by article.

    A sentence without a statement of the speaker is quoted itself, as nobody's words.
    """
    quotations: list[Quotation] = []
    for found, sentence in _chosen(retrieval, limit):
        span = sentence.start, sentence.end
        pieces = [
            replace(piece, answer=sentence.answer)
            for statement in sorted(found.statements, key=lambda one: one.quote_start)
            for piece in _pieces(found, statement, longest)
            if _overlap(span, (piece.start, piece.end))
        ]
        # Further words of another holder of the role are quoted only where they answer, too.
        first = quotations[0].speaker if quotations else None
        if first is None or sentence.reader >= _ANSWERS or all(_is_same(piece.speaker, first) for piece in pieces):
            _add(quotations, pieces or [_plain(found, sentence)])
    grouped = [quotation for group in _by_article(quotations[:limit]).values() for quotation in group]
    return _set_apart(grouped, retrieval.query)


def best_sentences(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return the sentence that answers best, and further ones that add something, at most `limit`, best first.

    Those of one paragraph that follow each other are one piece up to `longest` code points. Where one person's
    statements fill most of a piece, it counts as a statement of that person. Of two reports that differ in a figure
    both are quoted, one behind the other.
    """
    pieces: list[Quotation] = []
    chosen, reports = _with_reports(_chosen(retrieval, limit), retrieval, limit)
    for found, sentence in chosen:
        piece = _plain(found, sentence)
        for number, other in enumerate(pieces):
            if whole := _joined(other, piece, longest):
                pieces[number] = whole
                break
        else:
            pieces.append(piece)
    said: dict[str, dict[Statement, None]] = {}
    for found in retrieval.evidence:
        said.setdefault(found.article.article_id, {}).update(dict.fromkeys(found.statements))
    quotations: list[Quotation] = []
    # Who asks for the speaker is told who speaks in any part of the piece.
    least = 0.0 if retrieval.query.intent == "who_said" else _MOST
    _add(quotations, (attributed(piece, said[piece.article.article_id], least) for piece in pieces))
    return _set_apart((replace(one, differing=_holds(one, reports)) for one in quotations), retrieval.query)


def leads(retrieval: Retrieval, *, limit: int, longest: int) -> list[Quotation]:
    """Return the beginnings of at most `limit` articles: the lead sentences of each, up to `longest` code points.

    What stands behind a heading between them is left out.
    """
    quotations: list[Quotation] = []
    for found in _nearest_first(retrieval):
        lead: Quotation | None = None
        for sentence in found.best:
            if lead is None:
                lead = _plain(found, sentence)
            elif found.article.text[lead.end : sentence.start].strip() or sentence.end - lead.start > longest:
                break
            else:
                lead = replace(lead, end=sentence.end)
        _add(quotations, [lead] if lead else [])
    return _set_apart(quotations[:limit], retrieval.query)


def _chosen(retrieval: Retrieval, limit: int) -> list[Pair]:
    """Return the sentences worth quoting with the evidence that each is from, those nearest to the asker first."""

    def place(pair: Pair) -> tuple[int, ...]:
        return _place(pair[0].article, retrieval.query)

    def is_far(pair: Pair) -> bool:
        unread = not asker.is_read(pair[0].article.language, retrieval.query)
        elsewhere = pair[0].article.article_id != chosen[0][0].article.article_id
        return unread and elsewhere and pair[1].score < pairs[0][1].score - _APART

    def is_behind(pair: Pair) -> bool:
        return pair[1].score <= pairs[0][1].score - _NEARER

    pairs = [(found, sentence) for found in retrieval.evidence for sentence in found.best]
    if retrieval.query.newest:
        pairs.sort(key=lambda pair: _age(pair[0].article))
    pairs.sort(key=lambda pair: -pair[1].score)
    lead = min((pair for pair in pairs if not is_behind(pair)), key=place, default=None)
    chosen: list[Pair] = []
    quoted: list[Quotation] = []
    for found, sentence in sorted(pairs, key=lambda pair: pair is not lead):
        if len(chosen) == limit:
            break
        new = _new(_plain(found, sentence), quoted)
        if new and (not chosen or _adds(found, sentence, *chosen[0])):
            quoted.append(new)
            chosen.append((found, sentence))
    first = chosen[0] if chosen else None
    kept = [pair for pair in chosen if pair is first or not is_far(pair)]
    if retrieval.query.newest:
        return sorted(kept, key=lambda pair: (is_behind(pair), place(pair)))
    return sorted(kept, key=place)


def _with_reports(chosen: list[Pair], retrieval: Retrieval, limit: int) -> tuple[list[Pair], tuple[Pair, ...]]:
    """Return the sentences to quote with two that differ in a figure side by side, and these two, if there are any."""
    found = differing.reports(chosen, retrieval) if limit > 1 else None
    if found is None:
        return chosen, ()
    one, other = found
    others = [pair for pair in chosen if pair not in found]
    at = min(chosen.index(one), limit - 2)
    return [*others[:at], one, other, *others[at:]][:limit], found


def _holds(quotation: Quotation, pairs: Iterable[Pair]) -> bool:
    """Return whether a quotation holds one of some sentences."""
    return any(
        quotation.article.article_id == found.article.article_id
        and quotation.start <= one.start
        and one.end <= quotation.end
        for found, one in pairs
    )


def _nearest_first(retrieval: Retrieval) -> list[Evidence]:
    return sorted(retrieval.evidence, key=lambda found: _place(found.article, retrieval.query))


def _place(article: Article, query: Query) -> tuple[int, ...]:
    """Return what has an article before others that answer about equally: its language, or its day for what is now."""
    if query.newest:
        return not asker.is_read(article.language, query), _age(article)
    return (asker.rank(article.language, query),)


def _age(article: Article) -> int:
    """Return a number that is lower for an article of a later day; without a day it is the highest."""
    return -int(article.published[:10].replace("-", "")) if article.published else 0


def _set_apart(quotations: Iterable[Quotation], query: Query) -> list[Quotation]:
    """Return quotations with those in languages that the asker does not read marked, and last."""
    marked = [replace(one, apart=not asker.is_read(one.article.language, query)) for one in quotations]
    return sorted(marked, key=lambda one: one.apart)


def _adds(found: Evidence, sentence: ReadSentence, first_found: Evidence, first: ReadSentence) -> bool:
    """Return whether a sentence is worth quoting beside the first."""
    same = found.article.article_id == first_found.article.article_id
    if sentence.score < first.score - (_BELOW_FIRST if same else _BELOW_ELSEWHERE):
        return False
    answer = _answer_words(found, sentence)
    return not answer or answer != _answer_words(first_found, first)


def _answer_words(found: Evidence, sentence: ReadSentence) -> str:
    return _folded(found.article.text[slice(*sentence.answer)]) if sentence.answer else ""


def _of_each(candidates: Sequence[Quotation], people: Iterable[str]) -> list[Quotation]:
    """Return the first quotation of each person that has any."""
    first = (next((one for one in candidates if _is_same(one.speaker, name)), None) for name in people)
    return list(dict.fromkeys(filter(None, first)))


def _is_same(speaker: str | None, other: str) -> bool:
    return speaker is not None and same_person(speaker, other)


def _are_two(speaker: str | None, other: str | None) -> bool:
    return speaker is not None and other is not None and not same_person(speaker, other)


def _by_match(found: Evidence) -> list[Statement]:
    """Return the statements, those in the best sentences first, the rest in the order of the text."""

    def place(statement: Statement) -> int:
        span = statement.quote_start, statement.quote_end
        best = enumerate(found.best)
        return next((n for n, one in best if _overlap((one.start, one.end), span)), len(found.best))

    return sorted(found.statements, key=lambda statement: (place(statement), statement.quote_start))


def _by_article(quotations: Iterable[Quotation]) -> dict[str, list[Quotation]]:
    grouped: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        grouped.setdefault(quotation.article.article_id, []).append(quotation)
    return grouped


def _pieces(found: Evidence, statement: Statement, longest: int) -> Iterator[Quotation]:
    spans: tuple[Span, ...] = ((statement.quote_start, statement.quote_end),)
    if len(statement.parts) > 1 and statement.quote_end - statement.quote_start > longest:
        spans = statement.parts
    for start, end in spans:
        yield Quotation(
            *(found.article, start, end, statement.kind, statement.speaker, statement.via, found.also_at),
            ground=statement.ground,
            stance=statement.stance,
        )


def _plain(found: Evidence, sentence: ReadSentence) -> Quotation:
    """Make a quotation of a sentence, as nobody's words."""
    return Quotation(found.article, sentence.start, sentence.end, also_at=found.also_at, answer=sentence.answer)


def _joined(better: Quotation, other: Quotation, longest: int) -> Quotation | None:
    """Return two quotations as one that keeps the answer of the better; None if they do not stand side by side."""
    if better.article.article_id != other.article.article_id:
        return None
    first, last = sorted((better, other), key=lambda one: one.start)
    gap = better.article.text[first.end : last.start] if first.end <= last.start else "overlap"
    if gap.strip() or gap.count("\n") > 1 or last.end - first.start > longest:
        return None
    return replace(better, start=first.start, end=last.end, answer=better.answer or other.answer)


def attributed(quotation: Quotation, statements: Iterable[Statement], least: float = _MOST) -> Quotation:
    """Give a quotation the speaker whose statements are a share of it, if it holds those of one person only."""
    span = quotation.start, quotation.end
    inside = [s for s in statements if _overlap(span, (s.quote_start, s.quote_end))]
    covered = sum(_overlap(span, (s.quote_start, s.quote_end)) for s in inside)
    speakers, ways, kinds, stances = (
        {getattr(s, name) for s in inside} for name in ("speaker", "via", "kind", "stance")
    )
    if len(speakers) != 1 or len(stances) != 1 or covered < least * (span[1] - span[0]):
        return quotation
    return replace(
        quotation,
        speaker=inside[0].speaker,
        via=inside[0].via if len(ways) == 1 else None,
        kind=inside[0].kind if len(kinds) == 1 else "direct",
        ground=min(inside, key=lambda statement: statement.certainty).ground,
        stance=inside[0].stance,
    )


def _add(chosen: list[Quotation], more: Iterable[Quotation]) -> None:
    """Append what is new; where it holds the words of chosen ones whole, it takes the place of the first of them."""
    words = [_words(one) for one in chosen]
    for quotation in more:
        new = _new(quotation, chosen)
        if new is None:
            continue
        own = _words(new)
        pairs = list(zip(chosen, words, strict=True))
        if any(_stands_for(one, said, new, own) for one, said in pairs):
            continue
        held = [number for number, (one, said) in enumerate(pairs) if _stands_for(new, own, one, said)]
        place = held[0] if held else len(chosen)
        chosen[place : place + 1], words[place : place + 1] = [new], [own]
        for number in reversed(held[1:]):
            del chosen[number], words[number]


def _stands_for(fuller: Quotation, words: str, other: Quotation, part: str) -> bool:
    """Return whether a quotation holds all words of one of another article, said by the same person in the same way."""
    return (
        part in words
        and part.count(" ") > _SHORTEST
        and fuller.article.article_id != other.article.article_id
        and fuller.stance == other.stance
        and other.speaker is not None
        and _is_same(fuller.speaker, other.speaker)
    )


def _words(quotation: Quotation) -> str:
    """Return the words of a quotation in small letters, each between blanks."""
    words = re.findall(r"\w+", quotation.article.text[quotation.start : quotation.end].casefold())
    return f" {' '.join(words)} "


def _new(quotation: Quotation, chosen: Sequence[Quotation]) -> Quotation | None:
    """Return a quotation without blanks at its ends; None if it overlaps or repeats what was chosen, or is blank.

    The same words of another person are no repetition. It keeps its answer where that lies within it.
    """
    text = quotation.article.text
    start, end = quotation.start, quotation.end
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    start += len(text[start:end]) - len(text[start:end].lstrip())
    said = _folded(text[start:end])
    if not said or any(
        (said == _folded(q.article.text[q.start : q.end]) and not _are_two(quotation.speaker, q.speaker))
        or (q.article.article_id == quotation.article.article_id and _overlap((start, end), (q.start, q.end)))
        for q in chosen
    ):
        return None
    answer = quotation.answer
    kept = answer is not None and start <= answer[0] < answer[1] <= end
    return replace(quotation, start=start, end=end, answer=answer if kept else None)


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
