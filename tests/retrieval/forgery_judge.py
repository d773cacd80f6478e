"""What must hold of an index and of its answers, whatever forgers brought in.

The true article stays as it stands at its source. A quotation stands word for word, by the same speaker, in the text of
every place that it is shown with, and what of its story does not hold it is said to differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.answer import Citation
from retrieval import statements
from retrieval.datatypes import Article, Source
from retrieval.names import same_person
from retrieval.search.copies import MOST_COPIES
from retrieval.store.reading import Catalog
from tests.retrieval.forged_copies import Case

_SIGNS = str.maketrans({**dict.fromkeys("„“”«»", '"'), **dict.fromkeys("‚‘’‹›", "'"), **dict.fromkeys("–—−", "-")})


@dataclass(frozen=True)
class Broken:
    """A promise that does not hold: of which case, which promise, and what was found."""

    case: Case
    promise: str
    found: str


class Judge:
    """Judges one state of an index; `cases` are those whose true article may be in it."""

    def __init__(self, catalog: Catalog, cases: Iterable[Case], url: Mapping[int, str]) -> None:
        """`url` gives the address of each case's true article."""
        self._catalog = catalog
        self._cases = list(cases)
        ids = [line.article_id for line in catalog.list_articles()]
        self._articles = catalog.articles(ids)
        self._sources = catalog.sources(ids)
        self._stories = catalog.stories(ids)
        self._url = url
        self._owner: dict[str, Case] = {}
        self._held: dict[str, list[Article]] = {}
        for case in self._cases:
            self._note(case)

    def _note(self, case: Case) -> None:
        """Note what stands at the places of a case, as far as the index can know it."""
        if case.arrival is not None:
            self._owner[case.arrival.place] = case
            self._held.setdefault(case.arrival.place, []).extend(case.seen)
        self._owner[case.source] = self._owner[self._url[case.number]] = case
        if case.expected is not None and self.holds_true(case):
            self._held[case.source] = self._held[self._url[case.number]] = [case.expected]

    def holds_true(self, case: Case) -> bool:
        """Return whether the true article of a case is in the index, under any title."""
        return any(
            article.text == case.expected.text and _names(self._sources.get(ident, ()), case.source)
            for ident, article in self._articles.items()
            if case.expected is not None
        )

    def true_articles(self) -> list[Broken]:
        """Return the true articles that are lost or are not what stands at their sources."""
        found = []
        for case in self._cases:
            true = case.expected
            if true is None:
                continue
            texts = [ident for ident, article in self._articles.items() if article.text == true.text]
            if not self.holds_true(case):
                found.append(Broken(case, "lost", f"{case.source} is not in the index"))
            # The very same text may have come first from elsewhere: then the true one is named beside it.
            elif not any(
                _described(self._articles[ident]) in [_described(true), *self._twins(case)] for ident in texts
            ):
                shown = [_described(self._articles[ident]) for ident in texts]
                found.append(Broken(case, "renamed", f"{_described(true)} became {shown}"))
        return found

    def _twins(self, case: Case) -> list[Sequence[str | None]]:
        """Return what now stands elsewhere with the text of a case's true article."""
        latest = [one.expected for one in self._cases] + [one.seen[-1] for one in self._cases if one.seen]
        return [_described(one) for one in latest if one and case.expected and one.text == case.expected.text]

    def citation(self, citation: Citation) -> list[Broken]:
        """Return what is wrong with a citation."""
        own = [place for place in (citation.path, citation.url) if place in self._held]
        case = next((self._owner[place] for place in (citation.path, citation.url) if place in self._owner), None)
        if case is None:
            return []
        found = [
            Broken(case, "words", f"{citation.quote!r} is shown at {place}, which does not hold it")
            for place in own
            if not any(_folded(citation.quote) in _folded(text.text) for text in self._held[place])
        ]
        found += self._names(case, citation)
        spoken = _speakers(citation.quote, self._articles[citation.article_id])
        for place in [one for source in citation.also_at for one in (source.path, source.url)]:
            texts = self._held.get(place or "", [])
            if texts and not any(_says(text, citation.quote, spoken) for text in texts):
                found.append(Broken(case, "also at", f"{citation.quote!r} is also at {place}, which does not say so"))
        return found + self._differing(case, citation)

    def _names(self, case: Case, citation: Citation) -> list[Broken]:
        """Return whether invented words carry the true title, or its publisher's name."""
        true = case.expected
        if true is None or case.alike or _folded(citation.quote) in _folded(true.text):
            return []
        return [
            Broken(case, "name", f"{citation.quote!r} is shown as of {shown!r}")
            for shown, its in ((citation.title, true.title), (citation.publisher, true.publisher))
            if shown == its
        ]

    def _differing(self, case: Case, citation: Citation) -> list[Broken]:
        """Return which earlier copies of the story do not hold the quotation and are not said to differ."""
        members = self._stories.get(citation.article_id, ())
        if citation.article_id not in members:
            return []
        earlier = members[: members.index(citation.article_id)][:MOST_COPIES]
        other = [
            one for one in map(self._articles.__getitem__, earlier) if _folded(citation.quote) not in _folded(one.text)
        ]
        # What came without a place, as an archive may have it, cannot be named.
        silent = [
            one for one in other if _places(one) and not any(_names(citation.differs, where) for where in _places(one))
        ]
        return [Broken(case, "differs", f"{citation.quote!r} is not at {_places(one)}, unsaid") for one in silent]

    def invented(self, citation: Citation) -> bool:
        """Return whether a citation shows a forger's words."""
        codes = (code for case in self._cases for code in (case.hand.code - 1, case.hand.code))
        return any(str(code) in citation.quote for code in codes)

    def joined(self, case: Case) -> bool:
        """Return whether the true and the forged article of a case are taken for one story."""
        mine = [ident for ident, found in self._sources.items() if _names(found, case.source)]
        its = [ident for ident, found in self._sources.items() if case.arrival and _names(found, case.arrival.place)]
        return any(other in self._stories.get(ident, ()) for ident in mine for other in its)


def _described(article: Article) -> Sequence[str | None]:
    return article.title, article.publisher, article.published, article.url, article.path


def _places(article: Article) -> list[str]:
    return [place for place in (article.path, article.url) if place]


def _names(found: Iterable[Source], place: str) -> bool:
    return any(place in (source.path, source.url) for source in found)


def _folded(text: str) -> str:
    return " ".join(text.translate(_SIGNS).split())


def _speakers(quote: str, article: Article) -> set[str]:
    """Return who says what a quotation holds, or is a part of, in an article; compared without signs and blanks."""
    words = _folded(quote)
    said = statements.extract(article.text, article.language)
    return {one.speaker for one in said if one.speaker and _overlaps(_folded(one.quote), words)}


def _overlaps(one: str, other: str) -> bool:
    return one in other or other in one


def _says(article: Article, quote: str, speakers: set[str]) -> bool:
    """Return whether an article holds a quotation, said by the same people."""
    if _folded(quote) not in _folded(article.text):
        return False
    its = _speakers(quote, article)
    return all(any(same_person(one, other) for other in its) for one in speakers)
