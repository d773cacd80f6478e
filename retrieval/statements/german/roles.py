"""German words for offices, titles and organisations, by which a name is told from the office before it."""

from __future__ import annotations

from retrieval.languages.word_data import load

_LISTS = load("de", "statements")

_MASCULINE = _LISTS.words("masculine_roles")
FEMININE_ROLES = _LISTS.words("feminine_roles")
TITLES = _LISTS.words("titles")
ORGANISATION_ENDINGS = tuple(_LISTS.words("organisation_endings"))


def _inflected(noun: str) -> tuple[str, ...]:
    """Return the forms of a masculine role noun: genitive, weak cases, nominalised adjectives, the feminine."""
    if noun.endswith(("ender", "beauftragter", "abgeordneter", "beamter", "gesandter")):
        return noun, noun[:-1], noun[:-1] + "n", noun[:-1] + "m"
    if noun.endswith("e"):
        return noun, noun + "n", noun[:-1] + "in"
    if noun.endswith(("ent", "ant", "ist", "at", "aut", "ot", "ekt", "oph", "om", "graf", "ad")):
        return noun, noun + "en", noun + "in"
    return noun, noun + "s", noun + "es", noun + "n", noun + "in"


ROLE_ENDINGS = tuple(sorted({form for noun in _MASCULINE for form in _inflected(noun)} | FEMININE_ROLES))
"""Endings by which a German noun is an office or occupation in any case: "Außenministers", "Polizeisprecherin"."""


def nominative_role(noun: str) -> str:
    """Return a German role noun in the nominative singular: Außenminister for Außenministers."""
    lower = noun.lower()
    if lower.endswith((*_MASCULINE, *FEMININE_ROLES, "in")):
        return noun
    for ending in ("es", "en", "s", "n"):
        if lower.endswith(ending) and lower[: -len(ending)].endswith(tuple(_MASCULINE)):
            return noun[: -len(ending)]
    return noun
