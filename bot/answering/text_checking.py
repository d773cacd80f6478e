"""A text of anybody's, sentence by sentence against the articles: borne out, contradicted, said by another, or nowhere.

A sentence is a claim on each of the few sentences of the articles that are nearest to it, in whatever language. It is
supported where the verifier finds nothing wrong with one of these claims. Where it does, what is wrong is only told of
a sentence that is near in everything else; else there is nothing to compare with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.answering.selection import Quotation, attributed
from bot.verification.alignment import align
from bot.verification.checks.support import coverage, uncovered
from bot.verification.claims import LANGUAGES, Basis, CheckName, Claim, Fault
from retrieval.datatypes import Article, Passage, Query, Statement
from retrieval.names import mentions
from retrieval.text.language import detect
from retrieval.text.sentences import split
from retrieval.text.terms import terms
from retrieval.text.wording import evened

Verdict = Literal["supported", "contradicted", "attributed", "not_found", "not_checked"]
"""What became of a sentence. "attributed": the article has the same as somebody's words, and the sentence as another's
or as nobody's. "not_checked": it is no plain statement in a language of the verifier, a question for instance."""

MOST_CHARACTERS = 100_000
"""Code points of a text that is checked: ten long articles, a minute's work."""

LONGEST_SENTENCE = 300
"""Code points of a sentence that is checked, as many as the verifier reads."""

CANDIDATES = 4
"""Sentences of articles that a sentence is compared with."""

_NEAR_SAME, _NEAR_OTHER = 0.75, 0.45
"""Share of a sentence's words, those at fault left out, that another one has which is otherwise the same: within a
language and across two."""

_LEAST_WORDS = 2
"""Words that must be shared, too: a sentence of fewer is near to many."""

_LEAST_PLAIN = 3
"""Words that must be shared where no name is."""

_NEIGHBOUR = 400
"""Code points beside a sentence that are looked at for its neighbours."""

_UNREADABLE = frozenset({"question", "too_long", "empty", "language"})
"""Faults of form that keep a sentence from being checked; a text may have any other form."""

_CONTRADICTING: frozenset[CheckName] = frozenset(
    {"numbers", "calendar", "units", "names", "denial", "negation", "extremes"}
)
_VALUED: frozenset[CheckName] = frozenset({"numbers", "calendar", "units"})
"""Checks of values: they contradict where the article has another one."""
_MARKER = re.compile(r"\s?[\[【]\d{1,3}(?:[,;–-]\s?\d{1,3}){0,8}[\]】]|[*`]{1,3}|^\s*(?:#{1,6}|[-•>])\s")
"""Marks of sources, of emphasis and of lists, which are no words of a sentence."""


_QUOTED = re.compile('["„“”«»]')


class Near(Protocol):
    """A sentence of an article near to another one; offsets in the article."""

    @property
    def passage(self) -> Passage: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class FindsNear(Protocol):
    """What finds the sentences of the articles that are nearest to one."""

    def nearest(self, query: Query) -> Sequence[Near]: ...  # noqa: D102
    def snapshot(self) -> AbstractContextManager[None]: ...  # noqa: D102


class Reads(Protocol):
    """The articles by their ids, and what is said in them."""

    def articles(self, article_ids: Collection[str]) -> dict[str, Article]: ...  # noqa: D102
    def statements_in(self, article_ids: Collection[str]) -> dict[str, list[Statement]]: ...  # noqa: D102


class Shelves(Protocol):
    """What is read of some shelves."""

    def on(self, shelves: Collection[str] | None) -> Reads: ...  # noqa: D102


class Verifies(Protocol):
    """What finds all that is wrong with a claim."""

    def faults(self, claim: Claim) -> tuple[Fault, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Tried:
    """A claim on one sentence of an article, and all that is wrong with it."""

    quotation: Quotation
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a text, ``text[start:end]`` in `language`, and what became of it.

    `quotation` is the sentence of an article that says so, or that contradicts it; None where there is none. `fault` is
    what is wrong, None where nothing is. `tried` are all that was compared, the nearest first.
    """

    start: int
    end: int
    text: str
    language: str
    verdict: Verdict
    quotation: Quotation | None = None
    fault: Fault | None = None
    tried: tuple[Tried, ...] = ()


class TextChecker:
    """Checks texts against an index; as safe to share between threads as its parts are."""

    def __init__(self, near: FindsNear, catalog: Shelves, verifier: Verifies) -> None:
        self._near = near
        self._catalog = catalog
        self._verifier = verifier

    def check(self, text: str, *, shelves: frozenset[str] | None = None) -> Iterator[CheckedSentence]:
        """Yield the sentences of a text, each as soon as it is checked; lines without a letter are left out.

        Raises RetrievalError where the index cannot be read.
        """
        whole = detect(text)
        for start, end in split(text, whole):
            sentence = text[start:end]
            if any(char.isalpha() for char in sentence):
                language = detect(sentence, whole)
                language = language if language in LANGUAGES or whole not in LANGUAGES else whole
                with self._near.snapshot():
                    yield self._checked(start, end, sentence, language, shelves)

    def _checked(
        self, start: int, end: int, sentence: str, language: str, shelves: frozenset[str] | None
    ) -> CheckedSentence:
        words = " ".join(_MARKER.sub("", sentence).split())
        unread = _unreadable(words, language)
        if unread is not None:
            return CheckedSentence(start, end, sentence, language, "not_checked", fault=unread)
        tried: list[tuple[Tried, Claim]] = []
        for basis, quotation in self._candidates(words, language, shelves):
            claim = Claim(words, language, basis)
            left_out = {"form", "attribution"} if _is_copied(claim) else {"form"}
            faults = tuple(one for one in self._verifier.faults(claim) if one.check not in left_out)
            tried.append((Tried(quotation, faults), claim))
            if not faults:
                break
        verdict, chosen, fault = _judged(tried)
        quotation_of = chosen.quotation if chosen else None
        return CheckedSentence(
            start, end, sentence, language, verdict, quotation_of, fault, tuple(one for one, _ in tried)
        )

    def _candidates(
        self, words: str, language: str, shelves: frozenset[str] | None
    ) -> Iterator[tuple[Basis, Quotation]]:
        named = tuple(words[start:end] for start, end in mentions(words, language))
        near = self._near.nearest(Query(words, language, topic=words, names=named, shelves=shelves))[:CANDIDATES]
        library = self._catalog.on(shelves)
        ids = {one.passage.article_id for one in near}
        articles, statements = library.articles(ids), library.statements_in(ids)
        for one in near:
            article = articles.get(one.passage.article_id)
            if article is not None:
                said = statements.get(article.article_id, [])
                own = tuple(s for s in said if s.quote_start < one.end and one.start < s.quote_end)
                yield (
                    _basis(article, one, own),
                    attributed(Quotation(article, one.start, one.end), own),
                )


def _is_copied(claim: Claim) -> bool:
    """Return whether a sentence stands in the article word for word, with whatever shows there that somebody says it.

    "He" may be named before it in the text that is checked, too. A piece from within a longer quotation shows nothing.
    """
    basis = claim.basis
    if evened(claim.text) != evened(basis.text):
        return False
    within = [one for one in basis.statements if one.quote_start <= basis.start and basis.end <= one.quote_end]
    return all(one.kind == "indirect" for one in within) or _QUOTED.search(basis.text) is not None


def _unreadable(words: str, language: str) -> Fault | None:
    """Return why a sentence can't be checked; None where it can."""
    if language not in LANGUAGES:
        return Fault("form", "language", language, ", ".join(LANGUAGES))
    if len(words) > LONGEST_SENTENCE:
        return Fault("form", "too_long", f"{len(words)}", f"{LONGEST_SENTENCE}")
    if "?" in words:
        return Fault("form", "question", "?")
    return None if any(char.isalpha() for char in words) else Fault("form", "empty")


def _basis(article: Article, near: Near, statements: tuple[Statement, ...]) -> Basis:
    before = article.text[max(0, near.start - _NEIGHBOUR) : near.start]
    after = article.text[near.end : near.end + _NEIGHBOUR]
    language = near.passage.language
    return Basis(
        article.article_id,
        near.start,
        near.end,
        article.text[near.start : near.end],
        language,
        next((before[slice(*span)] for span in reversed(split(before, language))), ""),
        next((after[slice(*span)] for span in split(after, language)), ""),
        article.title,
        article.publisher,
        article.published,
        statements,
    )


def _judged(tried: Sequence[tuple[Tried, Claim]]) -> tuple[Verdict, Tried | None, Fault | None]:
    """Return the verdict, and the sentence and the fault that it rests on."""
    for one, claim in tried:
        if not one.faults and (claim.language == claim.basis.language or coverage(align(claim)) >= _NEAR_OTHER):
            return "supported", one, None
    for one, claim in tried:
        fault = _telling(one.faults)
        if fault is not None and _is_same(claim, one.faults, fault):
            return ("attributed" if fault.check == "attribution" else "contradicted"), one, fault
    for one, claim in tried:
        if one.faults and _is_near(claim, one.faults):
            return "not_found", one, one.faults[0]
    return "not_found", None, None


def _telling(faults: Sequence[Fault]) -> Fault | None:
    """Return the one fault that says what the article has instead, None where two values were changed, or none.

    A name that is at fault as a speaker is told as that: the words are there, and somebody else's.
    """
    speaker = next((fault for fault in faults if fault.code == "wrong_speaker"), None)
    telling = [fault for fault in faults if fault.check in _CONTRADICTING]
    if speaker is not None:
        others = [fault for fault in telling if fault.check != "names" or fault.found not in speaker.found]
        return None if others else speaker
    lost = next((fault for fault in faults if fault.check == "attribution"), None)
    if len(telling) == 1 and (telling[0].expected or telling[0].check not in _VALUED):
        return telling[0]
    return lost if not telling else None


def _is_same(claim: Claim, faults: Sequence[Fault], telling: Fault) -> bool:
    """Return whether a claim and its sentence tell of the same thing, and differ in what is at fault only.

    Both have a name in common, or some words that are no numbers; within a language no word may be left that the
    sentence has not.
    """
    if not _is_near(claim, faults):
        return False
    words = align(claim)
    at_fault = f"{telling.found} {telling.expected}".casefold()
    if claim.language == claim.basis.language and telling.check != "attribution":
        around = set(terms(f"{claim.basis.before} {claim.basis.title}", claim.basis.language))
        unsupported = [fault.found for fault in faults if fault.code == "unsupported_word"]
        left = [word for word in unsupported if word.casefold() not in at_fault]
        if any(around.isdisjoint(terms(word, claim.language)) for word in left):
            return False
    shared = [token for token, pair in zip(words.claim.tokens, words.pairs, strict=True) if pair and token.terms]
    named = any(token.is_name for token in shared)
    plain = [token for token in shared if token.text.isalpha() and not token.is_name]
    return len(plain) >= (_LEAST_WORDS if named else _LEAST_PLAIN)


def _is_near(claim: Claim, faults: Sequence[Fault]) -> bool:
    """Return whether a claim and its sentence are the same but for what is at fault."""
    if any(fault.code in ("failed", "language") for fault in faults):
        return False
    at_fault = " ".join(fault.found for fault in faults if fault.check in _CONTRADICTING).casefold()
    words = align(claim)
    missing = uncovered(words)
    share = coverage(words)
    every = round(len(missing) / (1.0 - share)) if missing else 0
    left = [token for token in missing if token.lower not in at_fault]
    shared = sum(bool(pair) for pair in words.pairs)
    if shared < _LEAST_WORDS or (left and any(fault.code == "far" for fault in faults)):
        return False
    least = _NEAR_SAME if claim.language == claim.basis.language else _NEAR_OTHER
    counted = every - (len(missing) - len(left))
    return not left or 1.0 - len(left) / max(1, counted) >= least
