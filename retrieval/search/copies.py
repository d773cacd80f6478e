"""Copies of one story among what was found: which came first, and what the others say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from retrieval.datatypes import Copy, Hit
from retrieval.store.reading import Library
from retrieval.store.records import Selection

MOST_COPIES = 8
"""Articles of one story that are compared with each other, the first ones."""

Stories = Mapping[str, Sequence[str]]
"""Of each article that has copies the articles of its story, itself among them, the first one first."""


def stories(article_ids: Collection[str], catalog: Library, selected: Selection) -> dict[str, tuple[str, ...]]:
    """Return the stories of some articles, of copies that the filters of the query leave."""
    found = catalog.stories(article_ids)
    if selected.ids is not None and found:
        allowed = set(selected.ids.tolist())
        passages = catalog.passage_ids({member for members in found.values() for member in members})
        kept = {article_id for article_id, ids in passages.items() if allowed.intersection(ids)}
        found = {key: tuple(member for member in members if member in kept) for key, members in found.items()}
    return found


def without_repeats(hits: Sequence[Hit], found: Stories) -> list[Hit]:
    """Leave out a copy's passage whose very words were also found in an earlier article of the story."""
    held: dict[tuple[str, str], int] = {}
    for hit in hits:
        if members := found.get(hit.passage.article_id):
            key, place = (members[0], hit.passage.text), members.index(hit.passage.article_id)
            held[key] = min(place, held.get(key, place))
    return [hit for hit in hits if not _is_repeat(hit, found, held)]


def _is_repeat(hit: Hit, found: Stories, held: Mapping[tuple[str, str], int]) -> bool:
    members = found.get(hit.passage.article_id, ())
    return bool(members) and held[members[0], hit.passage.text] < members.index(hit.passage.article_id)


def crowd(article_id: str, found: Stories) -> str:
    """Return with which articles this one shares the room in the evidence: the first of a story has its own."""
    members = found.get(article_id, ())
    return article_id if not members or members[0] == article_id else f"after {members[0]}"


def distinct(article_ids: Iterable[str], catalog: Library) -> list[str]:
    """Return the ids in their order, of copies of one story only the first met."""
    listed = list(article_ids)
    found = catalog.stories(listed)
    kept: dict[object, str] = {}
    for article_id in listed:
        kept.setdefault(found.get(article_id, article_id), article_id)
    return list(kept.values())


def copies(article_ids: Iterable[str], found: Stories, catalog: Library) -> dict[str, tuple[Copy, ...]]:
    """Return of each article that has copies what an answer must know of them, the first one first."""
    wanted = {key: found[key] for key in article_ids if key in found}
    everyone = {member for members in wanted.values() for member in members[:MOST_COPIES]}
    articles, said, sources = catalog.articles(everyone), catalog.statements_in(everyone), catalog.sources(everyone)
    return {
        key: tuple(
            Copy(
                articles[member],
                tuple(said.get(member, ())),
                sources.get(member, ())[1:],
                earlier=place < members.index(key),
            )
            for place, member in enumerate(members[:MOST_COPIES])
            if member != key
        )
        for key, members in wanted.items()
    }
