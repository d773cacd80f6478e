"""A `Retrieval` and what is quoted of it → the sentences that a model may word claims about, each with an id.

Verification finds what is false, not what is beside the question. So a model is offered no more than what is quoted and
what stands beside that and was judged to have to do with the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.answering.answer import Citation
from bot.generation.cleaning import cleaned
from bot.generation.tokens import estimated
from bot.verification.claims import LANGUAGES, Basis
from retrieval.datatypes import Evidence, Retrieval
from retrieval.text.sentences import split

MOST_SENTENCES = 24
MOST_TOKENS = 3_000
"""Of all sentences together, as `tokens.estimated` counts; some 12 kB of English."""

_LONGEST = 1_000
"""Code points; a longer "sentence" is a list or a table, or was made to fill the prompt."""

_TO_THE_POINT = 0.0
"""The score, as `ReadSentence` has it, above which a sentence beside a quoted one is offered, too.

Chosen by eye: of what stands beside the quotations of 14 judged questions about seeds/, it leaves out 28 of 39."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The sentences that were chosen, by their ids: ``E2.1`` is the first of the second article."""

    sentences: Mapping[str, Basis]


def offered(
    retrieval: Retrieval, quoted: Sequence[Citation], may_bear: Callable[[str], bool] = LANGUAGES.__contains__
) -> Offer:
    """Return the sentences that an answer quotes, and of those beside them what is to the point.

    Each article's stand in the order of its text. Nothing is offered for an abstention, nor in a language that no claim
    can be checked against; `may_bear` says of which others none may be shown either.
    """
    found = [one for part in (retrieval, *retrieval.further) if part.reason is None for one in part.evidence]
    rows = [list(_ranked(evidence, quoted, _languages(evidence, retrieval), may_bear)) for evidence in found]
    chosen: dict[int, list[Basis]] = {}
    seen: set[str] = set()
    left = MOST_TOKENS
    for turn in zip_longest(*rows):  # every article's best sentence before any one's second
        for number, basis in enumerate(turn):
            if basis is None or (text := cleaned(basis.text)) in seen:
                continue
            if len(seen) == MOST_SENTENCES or (cost := estimated(text)) > left:
                continue
            left -= cost
            seen.add(text)
            chosen.setdefault(number, []).append(basis)
    return Offer(
        {
            f"E{article}.{number}": basis
            for article, (_, bases) in enumerate(sorted(chosen.items()), 1)
            for number, basis in enumerate(sorted(bases, key=lambda one: one.start), 1)
        }
    )


def _languages(evidence: Evidence, retrieval: Retrieval) -> dict[tuple[int, int], str]:
    """Return the languages of the passages that the evidence is made of, by their spans in the article."""
    parts = (retrieval, *retrieval.further)
    passages = (hit.passage for part in parts for hit in part.hits)
    return {(one.start, one.end): one.language for one in passages if one.article_id == evidence.article.article_id}


def _ranked(
    evidence: Evidence,
    quoted: Sequence[Citation],
    languages: Mapping[tuple[int, int], str],
    may_bear: Callable[[str], bool],
) -> Iterator[Basis]:
    """Yield the sentences of evidence that are quoted, best first, and those beside them that are to the point."""
    article, text = evidence.article, evidence.text
    spans = [(evidence.start + start, evidence.start + end) for start, end in split(text, article.language)]
    places = [
        at for a, b in _quoted(evidence, quoted) for at, (start, end) in enumerate(spans) if start < b and a < end
    ]
    near = {(one.start, one.end) for one in evidence.best if one.score > _TO_THE_POINT}
    beside = [
        at + step for at in places for step in (1, -1) if 0 <= at + step < len(spans) and spans[at + step] in near
    ]
    for at in dict.fromkeys((*places, *beside)):
        start, end = spans[at]
        language = next((code for (a, b), code in languages.items() if a <= start and end <= b), article.language)
        if end - start <= _LONGEST and language in LANGUAGES and may_bear(language):
            yield Basis(
                article_id=article.article_id,
                start=start,
                end=end,
                text=article.text[start:end],
                language=language,
                before=article.text[slice(*spans[at - 1])] if at else "",
                after=article.text[slice(*spans[at + 1])] if at + 1 < len(spans) else "",
                title=article.title,
                publisher=article.publisher,
                published=article.published,
                statements=tuple(one for one in evidence.statements if one.quote_start < end and start < one.quote_end),
            )


def _quoted(evidence: Evidence, quoted: Sequence[Citation]) -> Iterator[tuple[int, int]]:
    """Yield the spans that are quoted of evidence, or its best sentence where a copy of its article is quoted."""
    own = [(one.start, one.end) for one in quoted if one.article_id == evidence.article.article_id]
    yield from own
    copies = {one.article.article_id for one in evidence.copies}
    if not own and any(one.article_id in copies for one in quoted):
        yield from ((one.start, one.end) for one in evidence.best[:1])
