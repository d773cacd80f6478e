"""Whose words a question asks for, and which sentences of the articles at hand are theirs.

A person is asked for by name; a role ("the foreign minister") or an organisation by what the articles say of their
speakers. A role never matches as a surname.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from retrieval import names
from retrieval.datatypes import Article, Hit, Statement
from retrieval.names.organisations import forms
from retrieval.names.role_matching import Match, belongs_to, matches
from retrieval.names.role_words import fold, role_words
from retrieval.names.roles import Role, role
from retrieval.names.shapes import is_given, is_place
from retrieval.names.tokens import WORD
from retrieval.names.transliteration import is_cyrillic
from retrieval.text.plain import plain

Span = tuple[int, int]

SAID = 1.0
"""How surely a sentence is the asked speaker's that holds a statement of theirs."""
PERHAPS = 0.6
"""The same where the role asked for is only possibly the speaker's."""
UNPLACED = 0.2
"""The same where the article gives the speaker no role at all."""
MENTIONED = 0.3
"""How surely a sentence introduces somebody that only names them."""
_MENTIONS = 30  # of a speaker in an article that are looked at for a role beside them
_BESIDE = 90  # code points before or behind a name that are looked at
_STOPS = re.compile(r"[.,;:!?()„“”\"«»\n]")
_GIVEN = 2  # capitalised words right before a surname that may be given names
_ROLE_WORDS = 4
# Before a name, these make what follows it no apposition: "According to Schmidt, the foreign minister lied".
_FRAMES = frozenset({
    "to", "about", "with", "than", "like", "as", "laut", "nach", "von", "über", "mit", "als", "wie", "für", "по", "о",
    "словам", "за", "про", "selon", "avec", "comme",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a question wants the words of: a person or organisation by `name`, or whoever holds a `role`.

    `organisation` is what the table of organisations knows the name by; its spokespeople speak for it, too. With
    `unplaced` those are wanted instead to whom the article gives no role: they may be who holds it.
    """

    name: str
    role: Role | None
    unplaced: bool = False
    organisation: str | None = None

    @property
    def by_role(self) -> bool:
        """Whether a role is asked for."""
        return self.role is not None

    def sure(self, statement: Statement, roles: Sequence[Role]) -> float:
        """Return how surely a statement is by whom is asked for, 0 where surely not; `roles` are its speaker's.

        Words that the text gives to nobody are nobody's answer.
        """
        if statement.speaker is None and not roles:
            return 0.0
        own = statement.speaker is not None and names.meant_by(self.name, statement.speaker) is names.Meant.BY_NAME
        if (self.role is None or self.organisation) and (own or self._speaks_for(roles)):
            return SAID
        if self.role is None:
            return 0.0
        if self.unplaced:
            return 0.0 if roles else UNPLACED
        found = max((matches(self.role, one) for one in roles), default=Match.NONE)
        return {Match.NONE: 0.0, Match.POSSIBLE: PERHAPS, Match.CERTAIN: SAID}[found]

    def _speaks_for(self, roles: Iterable[Role]) -> bool:
        """Return whether one of the roles is held in an organisation of the name asked for."""
        if self.organisation:
            return any(_of_body(form, one) for form in forms(self.organisation) for one in roles)
        first = self.name.split()[0]
        if is_given(first) or is_place(self.name, "en") or is_place(self.name, "de"):
            return False
        return any(belongs_to(fold(self.name), one) for one in roles)


def _of_body(form: str, held: Role) -> bool:
    """Return whether a role is held in an organisation, or speaks for it, by one of its names."""
    own = role(form)
    return matches(own, held) is Match.CERTAIN if own is not None else belongs_to(fold(form), held)


def _own_roles(statement: Statement) -> list[Role]:
    """Return the roles that a statement names its speaker by."""
    found = [role(statement.office, office=True)] if statement.office else []
    return [*filter(None, [*found, *(role(words) for words in (statement.speaker, statement.mention) if words)])]


def _beside_mentions(speaker: str | None, article: Article) -> list[Role]:
    """Return what stands as a role beside the surname of a speaker who is named, wherever the article has it."""
    last = names.surname(speaker or "")
    if len(last) < 2 or role(speaker or "") is not None:
        return []
    text = plain(article.text)
    mentions = islice(re.finditer(rf"\b{re.escape(last)}\b", text), _MENTIONS)
    return [held for place in mentions for held in beside(text, place.start(), place.end())]


def beside(text: str, start: int, end: int) -> list[Role]:
    """Return what stands beside a surname as a role: right before the name, or set off by commas before or behind it.

    Only what the words next to the name say counts: "the minister met Klaus Schmidt" gives him no role.
    """
    before = text[max(0, start - _BESIDE) : start].split()
    given = 0
    while given < min(_GIVEN, len(before)) and _is_name(before[-1 - given]):
        given += 1
    ahead = before[: len(before) - given]
    # The word before the given name may be whose the role is.
    found = [_ending(ahead) or (_of_a_place(before[: len(ahead) + 1]) if given > 1 else None)]
    behind = text[end : end + _BESIDE]
    if behind.startswith(","):
        if ahead and ahead[-1].endswith(","):
            found.append(_ending([*ahead[:-1], ahead[-1][:-1]]))
        stop = _STOPS.search(behind, 1)
        if stop and stop[0] == "," and not (ahead and ahead[-1].casefold() in _FRAMES):
            found.append(_beginning(behind[1 : stop.start()].split()))
    return [held for held in found if held is not None]


def _is_name(word: str) -> bool:
    return word[0].isupper() and not _STOPS.search(word) and role(word) is None


def _ending(words: Sequence[str]) -> Role | None:
    """Return the role that some words end with; None where the last is no word for one."""
    if not words or _STOPS.search(words[-1]):
        return None
    if role(words[-1]) is None:
        return _of_a_place(words)
    first = max((at + 1 for at, word in enumerate(words[:-1]) if _STOPS.search(word)), default=0)
    return role(" ".join(words[first:][-_ROLE_WORDS:])) or role(words[-1])


def _of_a_place(words: Sequence[str]) -> Role | None:
    """Return the role that words end with behind which its place stands ("Bürgermeisterin von Tiefenau")."""
    if not words[-1][0].isupper() or _STOPS.search(words[-1]):
        return None
    for at in range(len(words) - 2, max(-1, len(words) - 2 - _ROLE_WORDS), -1):
        if _STOPS.search(words[at]):
            return None
        if role(words[at]) is not None:
            held = role(" ".join(words[at:]))
            return held if held is not None and held.places and _is_linked(words[at + 1]) else None
    return None


def _is_linked(word: str) -> bool:
    """Return whether a word behind a role joins what the role belongs to: "of", "von", a Slavic genitive."""
    entry = role_words().forms.get(fold(word))
    return is_cyrillic(word) or (entry is not None and entry.part in {"links", "articles"})


def _beginning(words: Sequence[str]) -> Role | None:
    """Return the role that an apposition names; None where it is a clause, or begins with something else."""
    if not words or role(" ".join(words[:_ROLE_WORDS])) is None:
        return None
    return role(" ".join(words))


def asked(speaker: str | None) -> Asked | None:
    """Return whom a question asks for that names `speaker`, None where it asks for nobody's words."""
    if speaker is None:
        return None
    return Asked(speaker, role(speaker), organisation=names.organisation(speaker, typed=True))


def statements_at_hand(
    wanted: Asked, statements: Mapping[str, Sequence[Statement]], articles: Mapping[str, Article]
) -> dict[str, list[tuple[Statement, float]]]:
    """Return the statements that may be the asked speaker's, by article, with how surely they are."""
    found = {}
    for article_id, some in statements.items():
        article = articles[article_id]
        known: dict[str | None, list[Role]] = {}
        pairs = []
        for one in some:
            if one.speaker not in known:
                known[one.speaker] = _beside_mentions(one.speaker, article)
            sure = wanted.sure(one, [*_own_roles(one), *known[one.speaker]])
            pairs += [(one, sure)] if sure else []
        if pairs:
            found[article_id] = pairs
    return found


def holders(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the names of the speakers, each person once, the most quoted first; roles without a name are left out."""
    counted = Counter(one.speaker for one in statements if one.speaker and role(one.speaker) is None)
    found: list[str] = []
    for name, _ in sorted(counted.most_common(), key=lambda pair: -len(pair[0].split())):
        if not any(names.same_person(name, other) for other in found):
            found.append(name)
    return tuple(found)


def sentences_by(
    hits: Sequence[Hit], statements: Mapping[str, Mapping[Statement, float]]
) -> dict[str, dict[Span, float]]:
    """Return, for each article, how surely sentences of the hits are the asked speaker's words.

    `statements` are those that may be the speaker's, with how surely they are.
    """
    found: dict[str, dict[Span, float]] = {}
    for hit in hits:
        said = statements.get(hit.passage.article_id, {})
        for span in hit.passage.sentences:
            sure = [sure for one, sure in said.items() if _overlap(span, (one.quote_start, one.quote_end))]
            if sure:
                found.setdefault(hit.passage.article_id, {})[span] = max(sure)
    return found


def introducing(
    keys: frozenset[str], hits: Sequence[Hit], articles: Mapping[str, Article]
) -> dict[str, dict[Span, float]]:
    """Return, for each article, the sentences of the hits that name somebody by a key: `SAID` where with a role."""
    found: dict[str, dict[Span, float]] = {}
    for hit in hits:
        text = articles[hit.passage.article_id].text
        for span in hit.passage.sentences:
            named = [
                word
                for word in WORD.finditer(text, *span)
                if word[1][0].isupper() and not keys.isdisjoint(names.keys(word[1]))
            ]
            if named:
                introduced = any(beside(text, word.start(1), word.end()) for word in named)
                found.setdefault(hit.passage.article_id, {})[span] = SAID if introduced else MENTIONED
    return found


def attributed(hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> dict[str, dict[Span, float]]:
    """Return, for each article, the sentences of the hits that are the words of somebody the article names."""
    found: dict[str, dict[Span, float]] = {}
    for hit in hits:
        known = [one for one in statements.get(hit.passage.article_id, ()) if one.speaker]
        for span in hit.passage.sentences:
            if any(_overlap(span, (one.quote_start, one.quote_end)) for one in known):
                found.setdefault(hit.passage.article_id, {})[span] = SAID
    return found


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
