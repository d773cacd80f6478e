"""Whether two speakers are one: a voice of a claim, and whoever is heard in the sentence that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.verification.reading import read
from bot.verification.speakers import Voice
from retrieval.datatypes import Statement
from retrieval.names import keys, meant_by, mentions, surname
from retrieval.names.keys import skeleton
from retrieval.names.role_matching import matches
from retrieval.names.roles import Role, role
from retrieval.names.transliteration import is_cyrillic

_CONSONANTS = 3
"""Consonants by which a surname is known in another script."""
_AROUND = 60
"""Characters beside a name in which its office may stand."""


def is_said_by(voice: Voice, statement: Statement, language: str, near: str) -> bool:
    """Return whether a voice of any language is the speaker of a statement in `language`.

    `near` is the text around the statement, which may give the speaker's office, or the name of an office's holder.
    """
    if statement.speaker is None:
        return False
    person = person_of(statement.speaker, language)
    asked = role(voice.name)
    own = voice.person or (voice.name if asked is None else "")
    if own and person:
        return same_person_named(own, person)
    offices = [role(one, office=True) for one in (statement.office, statement.speaker) if one]
    offices += [role(one) for one in (statement.mention,) if one]
    if person:
        offices += [role(phrase) for phrase in _around(near, surname(person))]
    elif voice.person:
        told = any(same_person_named(voice.person, near[slice(*span)]) for span in mentions(near[:2000], language))
        return told and (asked is None or any(_same_role(asked, held) for held in offices))
    return any(_same_role(asked, held) for held in offices)


def same_speaker(one: Voice, other: Voice) -> bool:
    """Return whether two voices may be the same: by name where both have one, else by office."""
    roles = role(one.name), role(other.name)
    names = [each.person or (each.name if held is None else "") for each, held in zip((one, other), roles, strict=True)]
    return same_person_named(*names) if all(names) else _same_role(*roles)


def may_be_one_body(one: Voice, other: str, language: str, other_language: str) -> bool:
    """Return whether a voice in a language may be a speaker in another one, both being bodies or people without names.

    Where both are offices that are known, these must agree; "officials" and "Behörden" do.
    """
    if one.person or person_of(other, other_language):
        return False
    readings = read(one.name, language), read(other, other_language)
    if all(reading.has("officials") for reading in readings):
        return True
    roles = role(one.name), role(other)
    return None in roles or _same_role(*roles)


def same_person_named(one: str, other: str) -> bool:
    """Return whether two names may mean the same person or organisation.

    Written in Cyrillic by ear the consonants of the surname are enough, the first aside: Calloway is Келловей, and
    Уоррен in Russian is Воррен in Ukrainian.
    """
    if meant_by(one, other) or meant_by(other, one):
        return True
    last = surname(one), surname(other)
    if not (is_cyrillic(last[0]) or is_cyrillic(last[1])):
        return False
    heard = [{skeleton(key) for key in keys(name)} for name in last]
    return any(
        min(len(sound), len(heard_too)) >= _CONSONANTS and (sound.endswith(heard_too) or heard_too.endswith(sound))
        for sound in heard[0]
        for heard_too in heard[1]
        if abs(len(sound) - len(heard_too)) < 2
    )


@lru_cache(maxsize=1 << 10)
def person_of(name: str, language: str) -> str:
    """Return a name without its office, "" where it is but an office or body."""
    spans = mentions(name[:200], language)
    if spans:
        return name[spans[0][0] :]
    return "" if role(name, office=True) is not None else name


def _same_role(one: Role | None, other: Role | None) -> bool:
    return one is not None and other is not None and bool(matches(one, other) or matches(other, one))


def _around(near: str, name: str) -> Iterator[str]:
    """Yield the words before and behind each place where a surname stands, where its office may be."""
    at = near.find(name) if name else -1
    for _ in range(4):
        if at < 0:
            return
        yield near[max(0, at - _AROUND) : at].rpartition(".")[2].rpartition(",")[2]
        yield near[at + len(name) : at + len(name) + _AROUND].lstrip(" ,–(").partition(",")[0]
        at = near.find(name, at + 1)
