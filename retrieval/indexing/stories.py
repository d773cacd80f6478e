"""`Stories`: which articles are copies of one story. Each keeps its own text; they share a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from retrieval.indexing.copies import Copies, Signature, is_copy, signature
from retrieval.indexing.entries import Entry


class Stories:
    """What copies are known by, and the articles of each story."""

    def __init__(self, text: Callable[[Entry], str], *, joins: bool) -> None:
        """`text` reads the text of an article; only without `joins` no two are copies."""
        self._text = text
        self._joins = joins
        self._copies: Copies[Entry] = Copies()
        self._members: dict[int, set[Entry]] = {}

    def fill(self, entries: Iterable[Entry], signed: Iterable[tuple[Entry, bytes]]) -> None:
        """Take in the articles of an index, and the signatures that it holds."""
        for entry in entries:
            if entry.story is not None:
                self._members.setdefault(entry.story, set()).add(entry)
        pairs = list(signed)
        self._copies = Copies.of([entry for entry, _ in pairs], [found for _, found in pairs])

    def copies(self, text: str) -> tuple[Signature, list[Entry]]:
        """Return the signature of a text and the articles that are copies of it, the most similar first."""
        found = signature(text)
        likely = self._copies.candidates(found) if self._joins else []
        return found, [entry for entry in likely if is_copy(text, self._text(entry))]

    def put(self, entry: Entry, found: Signature, copies: Iterable[Entry]) -> list[Entry]:
        """Note an article's new signature and copies, the most similar first; return the others whose story changes.

        No text makes one story of two: it joins the first, and what is like all of that.
        """
        self._leave(entry)
        entry.signature = found
        self._copies.put(entry, found)
        joining = {entry}
        for other in copies:
            members = {other} if other.story is None else self._members[other.story]
            if other not in joining and self._copies.are_alike(joining, members):
                joining |= members
        if len(joining) == 1:
            return []
        known = {other.story for other in joining if other.story is not None}
        story = min(known) if known else self._free()
        for number in known:
            del self._members[number]
        changed = [other for other in joining if other.story != story and other is not entry]
        for other in joining:
            other.story = story
        self._members[story] = joining
        return changed

    def drop(self, entry: Entry) -> None:
        """Forget an article."""
        self._leave(entry)
        self._copies.drop(entry)

    def _free(self) -> int:
        """Return a number that no story has, a small one whatever the index holds."""
        return next(number for number in count(len(self._members) + 1) if number not in self._members)

    def _leave(self, entry: Entry) -> None:
        if entry.story is not None:
            members = self._members[entry.story]
            members.discard(entry)
            if not members:
                del self._members[entry.story]
            entry.story = None
