"""What the person or body asked for said, and what was looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from retrieval import names
from retrieval.datatypes import Article, Query, Searched, Statement
from retrieval.names.roles import role
from retrieval.search.attributing import SAID, Asked, statements_at_hand
from retrieval.search.lexical import Translator
from retrieval.search.named import Named
from retrieval.search.namesakes import namesakes
from retrieval.search.whom import Quoted, by_name
from retrieval.store.reading import Library
from retrieval.store.records import Selection

# The statements of one person that are weighed, the newest articles first: more than any answer can use.
MOST_PASSAGES = 2000
_NAME_WORDS = 4  # of a person's name at most


@dataclass(frozen=True, slots=True)
class Speech:
    """What the speaker asked for said: statements by article id, and the ids of the passages that hold them (sorted).

    `asked` is whom the question wants the words of, None where nobody's. `speaker` is the fullest form of the name in
    the articles, None where nobody fits or a role was asked for, `namesakes` those who share it, if several do. Each
    statement comes with how surely it is theirs, in 0…1.
    """

    asked: Asked | None = None
    speaker: str | None = None
    statements: dict[str, dict[Statement, float]] = field(default_factory=dict)
    passages: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    namesakes: tuple[str, ...] = ()

    def certain(self, some: Iterable[Statement]) -> bool:
        """Return whether some of the statements are surely by whom is asked for."""
        sure = {id(one) for own in self.statements.values() for one, how in own.items() if how >= SAID}
        return all(id(one) in sure for one in some)


def full_name(name: str, catalog: Library) -> str | None:
    """Return the fullest name of whom the articles quote under a name, in any spelling; None for nobody."""
    keys = names.person_keys(name)
    quoted = {one.speaker for _, one in catalog.statements_by(keys) if one.speaker} if keys else set()
    own = [speaker for speaker in quoted if names.same_person(name, speaker)]
    return max(own, key=lambda speaker: (len(speaker.split()), speaker), default=None)


def speech(
    query: Query,
    named: Sequence[Named],
    quoted: Quoted,
    catalog: Library,
    lexicon: Translator,
    *,
    within: NDArray[np.int64] | None,
) -> Speech:
    """Return what the question's speaker said under any spelling, of the passages `within` (None: all).

    `quoted` is what the articles quote under the name as it was asked for; where that is a typing error, it is looked
    for as it was meant. People who share a surname stay apart when the question gives a first name.
    """
    wanted, said = quoted.asked, quoted.by
    if wanted is None or (wanted.by_role and not said):
        return Speech(wanted)
    meant = next((one.meant for one in named if one.meant and one.name == query.speaker), None)
    if meant and not said:
        wanted, said = replace(wanted, name=meant), by_name(meant, query, catalog, lexicon)
    by_article: dict[str, list[Statement]] = {}
    for article_id, statement in said:
        by_article.setdefault(article_id, []).append(statement)
    passages = _holding(by_article, catalog, within)
    allowed = {passage.article_id for passage in catalog.passages(passages).values()}
    kept = {article_id: dict.fromkeys(some, SAID) for article_id, some in by_article.items() if article_id in allowed}
    sharing = () if wanted.organisation else namesakes(wanted.name, (one for some in kept.values() for one in some))
    return Speech(wanted, _fullest(kept, catalog.articles(kept), query.language), kept, passages, sharing)


def speech_at_hand(known: Speech, article_ids: Sequence[str], catalog: Library) -> Speech:
    """Return, with what is known by name, what those said in some articles who may hold the role asked for.

    Of an organisation these are the people who speak for it. No passages are added: what was found for the topic stays
    as it was ranked.
    """
    wanted = known.asked
    if wanted is None:
        return known
    found = statements_at_hand(wanted, catalog.statements_in(article_ids), catalog.articles(article_ids))
    statements = {article_id: dict(some) for article_id, some in known.statements.items()}
    for article_id, pairs in found.items():
        own = statements.setdefault(article_id, {})
        own.update((one, sure) for one, sure in pairs if one not in own)
    return replace(known, statements=statements)


def searched(
    named: Sequence[Named], spoken: Speech, selected: Selection, catalog: Library, *, speakers: tuple[str, ...] = ()
) -> Searched:
    """Say what was looked for: the spellings of each name, and similar names where one is unknown.

    `speakers` are those found to hold the role that was asked for.
    """
    unknown = tuple(one.name for one in named if not one.passages)
    return Searched(
        names={one.name: names.variants(one.name) for one in named},
        unknown=unknown,
        did_you_mean=names.similar(unknown[0], catalog.speakers()) if unknown else (),
        undated=selected.undated,
        meant=next((one.meant for one in named if one.meant), None),
        resolved=spoken.speaker,
        speakers=speakers,
        namesakes=spoken.namesakes,
        articles=catalog.counts().articles,
    )


def _holding(
    statements: dict[str, list[Statement]], catalog: Library, within: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """Return the sorted ids of the passages that hold any of the statements."""
    of_article = catalog.passage_ids(list(statements))
    ids = np.array([number for numbers in of_article.values() for number in numbers], np.int64)
    if within is not None:
        ids = np.intersect1d(ids, within)
    holding = [
        number
        for number, passage in catalog.passages(ids[-MOST_PASSAGES:]).items()
        if any(
            one.quote_start < passage.end and one.quote_end > passage.start for one in statements[passage.article_id]
        )
    ]
    return np.array(sorted(holding), np.int64)


def _fullest(
    statements: Mapping[str, Iterable[Statement]], articles: Mapping[str, Article], language: str
) -> str | None:
    """Return the speaker's name as articles give it most often, those in the asker's language first.

    A given name with a surname goes before a bare surname; what holds a role or a verb beside the name ("His claims
    were denied by Foreign Secretary Jack Straw") is taken only where there is nothing else.
    """
    spellings: Counter[str] = Counter()
    own: set[str] = set()
    for article_id, said in statements.items():
        found = [one.speaker for one in said if one.speaker]
        spellings.update(found)
        own.update(found if articles[article_id].language == language else ())
    wanted = own or spellings.keys()
    return min(wanted, key=lambda name: (*_doubt(name), -spellings[name], -len(name.split()), name), default=None)


def _doubt(name: str) -> tuple[bool, bool]:
    """Return what speaks against a spelling as a person's full name: more than a name, and less than one."""
    words = name.split()
    return role(name) is not None or len(words) > _NAME_WORDS, len(words) < 2
