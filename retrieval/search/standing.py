"""How a quotation stands now: its words stand in the article, were changed, or went with the article."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, NamedTuple

from retrieval.datatypes import Article
from retrieval.search.replacing import replacement
from retrieval.store.reading import Catalog
from retrieval.text.wording import LONGEST, Wording, evened, fingerprint, inside_word

_AROUND = 80
"""Characters before and behind the words by which one of several places is known again."""

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is kept of a quotation: where it stood in its article, and the fingerprint of its words, but not the words.

    `start` and `end` are offsets in the text of that `version` of the article; None where that is not known.
    """

    article_id: str
    start: int
    end: int
    fingerprint: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a quotation stands now.

    "stands": its words are ``article.text[start:end]``, there or elsewhere, but for blanks and typographic signs.
    "changed": they stand nowhere in `article`; ``article.text[start:end]`` are the sentences that replaced theirs,
    `start` and `end` are None where nothing did or that cannot be told. "removed": the article was removed on purpose.
    "gone": its file or page is there no more, or it was never known.

    `when` is the moment of the change or the removal (UTC, ``YYYY-MM-DDTHH:MM:SSZ``), None where it is not known.
    """

    state: Literal["stands", "changed", "removed", "gone"]
    article: Article | None = None
    start: int | None = None
    end: int | None = None
    when: str | None = None


def standing(quoted: Quoted, catalog: Catalog, shelves: Collection[str] | None = None) -> Standing:
    """Tell how a quotation stands in the index as it is now, as far as these shelves go, None for all.

    As long as the words stand, or a text that they stood in is kept, the fingerprint is enough.
    """
    with catalog.snapshot():
        seen = catalog.on(shelves)
        article = seen.articles([quoted.article_id]).get(quoted.article_id)
        if article is None:
            when = seen.removed(quoted.article_id)
            return Standing("gone" if when is None else "removed", when=when)
        if quoted.version in (None, article.version) and _holds_there(article.text, quoted):
            return Standing("stands", article, quoted.start, quoted.end)
        texts = seen.earlier_texts(quoted.article_id) | {article.version: article.text}
        days = {one.version: one.indexed for one in seen.versions(quoted.article_id)}
    origin = _at_its_place(quoted, texts) or _elsewhere(quoted, texts)
    if origin is None:
        return Standing("changed", article, when=_changed(quoted.version or 1, days, dict.fromkeys(texts, False)))
    old, place = texts[origin.version], (origin.start, origin.end)
    words, wording = evened(old[slice(*place)]), Wording(article.text)
    if places := wording.places(words):
        return Standing("stands", article, *wording.span(*_likeliest(places, wording, old, place)))
    first = quoted.version or origin.version
    held = {version: bool(Wording(text).places(words)) for version, text in texts.items() if version >= first}
    start, end = replacement(old, article.text, *place, article.language) or (None, None)
    return Standing("changed", article, start, end, _changed(first, days, held))


class _Origin(NamedTuple):
    """Where the words stand in a text that is kept."""

    version: int
    start: int
    end: int


def _holds_there(text: str, quoted: Quoted) -> bool:
    start, end = quoted.start, quoted.end
    if not 0 <= start < end <= min(len(text), start + LONGEST) or inside_word(text, start) or inside_word(text, end):
        return False
    return fingerprint(text[start:end]) == quoted.fingerprint


def _at_its_place(quoted: Quoted, texts: dict[int, str]) -> _Origin | None:
    """Return the text that was quoted, if it is kept."""
    tried = [quoted.version] if quoted.version in texts else []
    tried += sorted(texts, reverse=True)
    version = next((one for one in tried if _holds_there(texts[one], quoted)), None)
    return None if version is None else _Origin(version, quoted.start, quoted.end)


def _elsewhere(quoted: Quoted, texts: dict[int, str]) -> _Origin | None:
    """Return the newest text that has words with this fingerprint, and where, the nearest to the place quoted."""
    for version in sorted(texts, reverse=True):
        wording = Wording(texts[version])
        spans = [wording.span(*one) for one in wording.places_of(quoted.fingerprint, quoted.end - quoted.start)]
        if spans:
            return _Origin(version, *min(spans, key=lambda span: abs(span[0] - quoted.start)))
    return None


def _likeliest(places: list[_Span], wording: Wording, old: str, was: _Span) -> _Span:
    """Return the place with the same words around it; of several such the one whose offset changed least."""
    before = evened(old[max(0, was[0] - _AROUND) : was[0]])
    behind = evened(old[was[1] : was[1] + _AROUND])

    def fit(place: _Span) -> tuple[int, int]:
        text = wording.text
        same = _common(reversed(before), reversed(text[max(0, place[0] - _AROUND) : place[0]].rstrip()))
        same += _common(behind, text[place[1] : place[1] + _AROUND].lstrip())
        return same, -abs(wording.span(*place)[0] - was[0])

    return max(places, key=fit)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many characters are the same from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _changed(first: int, days: dict[int, str], held: dict[int, bool]) -> str | None:
    """Return when the words went; None where the texts that would tell are not kept.

    `first` is the version quoted, `days` when each was indexed; `held` says of each text that is kept whether it has
    the words.
    """
    possible = [version for version in days if version >= first and held.get(version, True)]
    # Of several texts that are not kept, each may have been the last with the words.
    if not possible or (len(possible) > 1 and possible[-1] not in held):
        return None
    return next((day for version, day in days.items() if version > possible[-1]), None)
