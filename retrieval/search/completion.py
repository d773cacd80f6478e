"""Speakers by the beginning of their name: who the articles quote, in any spelling, the most quoted first."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from retrieval import names
from retrieval.names import organisations
from retrieval.names.beginnings import beginnings
from retrieval.names.roles import role
from retrieval.names.transliteration import CYRILLIC, is_cyrillic
from retrieval.search.query import clean
from retrieval.store.reading import Catalog

LIMIT = 25
_NAME_WORDS = 4  # of a person's name at most; more are a sentence that was taken for one
_CHARACTERS = 100  # of a name that is offered
_TYPED_WORDS = 6
_VIEWS = 64  # sets of shelves whose speakers are kept


@dataclass(slots=True)
class _Speaker:
    """One person or body: how often each spelling is quoted, in all and by language of the article."""

    spellings: Counter[str] = field(default_factory=Counter)
    by_language: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, language: str, statements: int) -> None:
        self.spellings[name] += statements
        self.by_language.setdefault(language, Counter())[name] += statements

    def forms(self) -> tuple[str, ...]:
        """Return the names of an organisation in all languages; () for a person."""
        known_as = next(filter(None, map(names.organisation, self.spellings)), None)
        return organisations.forms(known_as) if known_as else ()

    def shown(self, language: str, *, cyrillic: bool) -> str:
        """Return the name as articles in the language have it, else any in the script, else as it is written there."""
        near = self.by_language.get(language, Counter[str]())
        for spellings in (near, self.spellings):
            own = [name for name in spellings if is_cyrillic(name) == cyrillic]
            if any(len(name.split()) > 1 for name in own) or (own and spellings is self.spellings):
                best = max(own, key=lambda name: (len(name.split()) > 1, spellings[name], name))
                # Articles have an organisation's name in any case of grammar, the table in the first one.
                return max(self.forms(), key=lambda form: _begun_alike(form, best), default=best)
        best = max(self.spellings, key=lambda name: (len(name.split()) > 1, self.spellings[name], name))
        return next((name for name in names.variants(best) if is_cyrillic(name) == cyrillic), best)


class _Index:
    """The speakers of one state of the index, the most quoted first, by what their names' words begin with."""

    def __init__(self, quoted: Iterable[tuple[str, str, int]]) -> None:
        self.speakers = sorted(_together(quoted), key=lambda one: (-one.spellings.total(), min(one.spellings)))
        forms = {
            (form, number)
            for number, speaker in enumerate(self.speakers)
            for word in _words(speaker)
            for form in beginnings(word)
        }
        self._forms = sorted(forms)

    def beginning(self, typed: str) -> set[int]:
        """Return the numbers of the speakers of whom a word begins as typed."""
        found: set[int] = set()
        for form in beginnings(typed):
            first = bisect_left(self._forms, (form, -1))
            # No letter comes behind the last code point.
            behind = bisect_left(self._forms, (form + chr(sys.maxunicode), -1))
            found.update(number for _, number in self._forms[first:behind])
        return found


class Completion:
    """Completes names of speakers over one catalog; safe to use from several threads.

    What is known of a state of the index is kept until the next one: the first completion after a change reads all
    speakers.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[frozenset[str] | None, tuple[int, _Index]] = {}

    def speakers_like(
        self, prefix: str, *, language: str, shelves: frozenset[str] | None = None, limit: int = LIMIT
    ) -> list[str]:
        """Return the people and bodies quoted in the articles of whose name each word typed begins a word.

        Only articles on `shelves` count, None for all.

        The most quoted come first; an empty prefix gives them all. Names are in the script that was typed, else in that
        of `language`, ISO 639-1 of the asker, one line each of at most 100 characters.
        """
        index = self._index(shelves)
        typed = clean(prefix[:_CHARACTERS]).split()[:_TYPED_WORDS]
        found: Sequence[int] | set[int] = range(len(index.speakers))
        for word in typed:
            found = index.beginning(word).intersection(found)
        cyrillic = is_cyrillic(prefix) if typed else language in CYRILLIC
        shown = (index.speakers[number].shown(language, cyrillic=cyrillic) for number in sorted(found)[:limit])
        return list(dict.fromkeys(shown))

    def _index(self, shelves: frozenset[str] | None) -> _Index:
        with self._catalog.snapshot():
            generation = self._catalog.generation()
            known = self._known.get(shelves)
            if known is None or known[0] != generation:
                if len(self._known) >= _VIEWS:
                    self._known = {}
                self._known[shelves] = known = generation, _Index(self._catalog.on(shelves).quoted_speakers())
        return known[1]


def _together(quoted: Iterable[tuple[str, str, int]]) -> Iterable[_Speaker]:
    """Return one speaker for all spellings of a name; a surname alone goes to the most quoted who has it."""
    counted = list(quoted)
    weights = Counter[str]()
    for name, _, number in counted:
        weights[name] += number
    weights = Counter({name: weight for name, weight in weights.items() if _is_name(name)})
    of: dict[str, _Speaker] = {}
    known: dict[str, list[tuple[str, _Speaker]]] = {}
    for name in sorted(weights, key=lambda name: (len(name.split()) < 2, -weights[name], name)):
        keys = names.person_keys(name)
        others = (pair for key in sorted(keys) for pair in known.get(key, ()))
        same = next((speaker for other, speaker in others if names.same_person(name, other)), None)
        body = names.organisation(name)
        if body is not None:
            same = next((speaker for _, speaker in known.get(names.organisation_key(body), ())), None)
        of[name] = same or _Speaker()
        for key in keys if same is None else ():
            known.setdefault(key, []).append((name, of[name]))
    for name, language, number in counted:
        if name in of:
            of[name].add(name, language, number)
    return {id(speaker): speaker for speaker in of.values()}.values()


def _begun_alike(one: str, other: str) -> int:
    """Return how many characters two names have in common from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_name(name: str) -> bool:
    """Return whether a speaker is called by a name that can be offered: no role, no sentence, no several lines."""
    if len(name) > _CHARACTERS or clean(name) != name:
        return False
    return names.organisation(name) is not None or (len(name.split()) <= _NAME_WORDS and role(name) is None)


def _words(speaker: _Speaker) -> set[str]:
    """Return the words of a speaker's names as articles and languages spell them."""
    best = max(speaker.spellings, key=lambda name: (len(name.split()), speaker.spellings[name], name))
    spelt = {*speaker.spellings, *names.variants(best), *speaker.forms()}
    return {word for name in spelt for word in name.split()}
