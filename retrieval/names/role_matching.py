"""Whether the holder of one role may be whom another role asks for."""

from __future__ import annotations

from enum import IntEnum

from .role_words import role_words
from .roles import LEVELS, Role


class Match(IntEnum):
    """How well a held role meets the asked one; false only where it doesn't."""

    NONE = 0
    POSSIBLE = 1
    """Nothing contradicts, but something asked for isn't said: the country, or which body."""
    CERTAIN = 2


# Offices of a state: the holder of one in a city, a federal state or a company isn't the country's.
_OF_STATES = frozenset({
    "minister", "prime-minister", "chancellor", "president", "head-of-government", "speaker", "government", "ministry",
    "presidency", "parliament", "central-bank",
})  # fmt: skip
# Offices that say nothing without their body or country.
_OF_BODIES = frozenset({"head", "president", "director", "manager", "founder", "owner", "member", "secretary-general"})
# These must be the same on both sides.
_QUALIFIERS = frozenset({"deputy", "former", "candidate", "elect"})
_SCIENTISTS = frozenset({
    "biologist", "geologist", "meteorologist", "seismologist", "hydrologist", "archaeologist", "astronomer",
    "economist", "physicist", "chemist", "virologist", "psychologist", "sociologist", "political-scientist",
    "historian", "professor",
})  # fmt: skip
# Asked → held that is as good.
_EQUAL = {
    "head": frozenset({"president", "director", "secretary-general", "governor", "speaker", "commander"}),
    "head-of-government": frozenset({"prime-minister", "chancellor"}),
    "prosecution": frozenset({"prosecutor"}),
    "scientist": _SCIENTISTS,
}
# Asked → held that may be the same person or body.
_NEAR = {
    "president": frozenset({"head"}),
    "director": frozenset({"head"}),
    "secretary-general": frozenset({"head"}),
    "prime-minister": frozenset({"head-of-government"}),
    "chancellor": frozenset({"head-of-government"}),
    "presidency": frozenset({"president"}),
    "spokesperson": frozenset({"representative", "official"}),
    "prosecutor": frozenset({"prosecution"}),
    "expert": _SCIENTISTS | {"scientist", "analyst"},
    "politician": frozenset({"mp", "senator", "minister"}),
}
# States whose highest level German calls "Bundes-" and English "federal".
_FEDERATIONS = frozenset({"DE", "AT", "CH", "US", "RU", "BR", "MX", "CA", "AU", "IN", "BE"})
# In the place of a country, and yet organisations beside others.
_UNIONS = frozenset({"EU", "UN", "NATO"})
# Letters that languages exchange: Drezdena for Dresden.
_SOUNDS = str.maketrans("zwcyj", "svkii")
# Letters that two spellings of a name share at least, and by which they may differ at their ends: Dresdens, Дрездена.
_SHARED = 4
_MAX_ENDING = 2


def matches(asked: Role, held: Role) -> Match:
    """Return whether the holder of `held` may be whom `asked` means.

    All that is asked for must be held: "the minister" is met by the foreign minister, not the other way round. A
    deputy, former holder or candidate is met only if asked for as such; a spokesperson, lawyer or relative too, except
    that an organisation is met by its spokesperson. Countries, places and parties must not contradict.
    """
    if asked == held:
        return Match.CERTAIN
    if asked.offices & _QUALIFIERS != held.offices & _QUALIFIERS:
        return Match.NONE
    return min(_covers(asked, held), _attends(asked, held), _belongs(asked, held))


def belongs_to(body: str, held: Role) -> bool:
    """Return whether a role is held in the company or other body that has a folded name, or speaks for it."""
    parties = role_words().concepts["parties"]
    words = body.replace("-", " ").split()
    places = (place.replace("-", " ").split() for place in held.places - _countries(held) - parties - LEVELS)
    return any(all(any(_same_word(word, other) for other in place) for word in words) for place in places)


def _covers(asked: Role, held: Role) -> Match:
    result = Match.CERTAIN
    for office in asked.offices - held.offices:
        if not held.offices.isdisjoint(_EQUAL.get(office, ())):
            continue
        if held.offices.isdisjoint(_NEAR.get(office, ())):
            return Match.NONE
        result = Match.POSSIBLE
    more = held.offices - asked.offices
    if "president" in asked.offices and _countries(asked) and more & role_words().concepts["bodies"]:
        return Match.NONE
    if not asked.places and not asked.offices - _OF_BODIES and (held.places or more):
        return Match.POSSIBLE
    if "acting" in more:
        return Match.POSSIBLE
    return result


def _attends(asked: Role, held: Role) -> Match:
    """Return how the people of both agree: a held associate must be asked for, or speak for the organisation asked."""
    table = role_words().concepts
    associates = (held.offices - asked.offices) & table["associates"]
    if asked.offices & (table["people"] | table["associates"]):
        return Match.NONE if associates else Match.CERTAIN
    if associates - {"spokesperson"}:
        return Match.NONE
    return Match.POSSIBLE if held.offices & table["people"] - {"prosecutor"} else Match.CERTAIN


def _belongs(asked: Role, held: Role) -> Match:
    """Return how the places of both agree; a state's offices aren't those of its parts."""
    of_state = not asked.offices.isdisjoint(_OF_STATES)
    parties = role_words().concepts["parties"]
    asked_countries, held_countries = _countries(asked), _countries(held)
    asked_names = asked.places - asked_countries - parties
    held_names = held.places - held_countries - parties
    result = Match.CERTAIN
    if asked_countries and held_countries:
        result = min(result, _same_country(asked_countries, held_countries))
    elif asked_countries:
        result = Match.NONE if held_names and (of_state or asked_countries <= _UNIONS) else Match.POSSIBLE
    if asked_names and held_names:
        result = min(result, Match.CERTAIN if _same_place(asked_names, held_names) else Match.NONE)
    elif asked_names:
        result = min(result, Match.NONE if of_state and held_countries else Match.POSSIBLE)
    elif held_names and of_state:
        result = min(result, Match.POSSIBLE)
    asked_parties, held_parties = asked.places & parties, held.places & parties
    if asked_parties and asked_parties.isdisjoint(held_parties):
        result = min(result, Match.NONE if held_parties else Match.POSSIBLE)
    return result


def _countries(role: Role) -> frozenset[str]:
    return frozenset(place for place in role.places if place.isupper() or place == "federal")


def _same_country(asked: frozenset[str], held: frozenset[str]) -> Match:
    if not asked.isdisjoint(held):
        return Match.CERTAIN
    if "federal" in asked | held and not (asked | held).isdisjoint(_FEDERATIONS):
        return Match.CERTAIN if "DE" in asked | held else Match.POSSIBLE
    return Match.NONE


def _same_place(asked: frozenset[str], held: frozenset[str]) -> bool:
    if "state" in asked | held:
        return True
    return any(_same_name(one, other) for one in asked - LEVELS for other in held - LEVELS)


def _same_name(one: str, other: str) -> bool:
    """Return whether all words of the shorter name are in the longer one, endings aside."""
    shorter, longer = sorted((one.replace("-", " ").split(), other.replace("-", " ").split()), key=len)
    return all(any(_same_word(word, another) for another in longer) for word in shorter)


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    one, other = one.translate(_SOUNDS), other.translate(_SOUNDS)
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= _SHARED and max(len(one), len(other)) - shared <= _MAX_ENDING
