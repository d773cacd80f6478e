"""German names and offices in the nominative: what declension added is taken off."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.languages.word_data import load
from retrieval.statements.german.roles import ROLE_ENDINGS, nominative_role

_LISTS = load("de", "statements")

_NEUTER_ENDINGS = tuple(_LISTS.words("neuter_endings"))
_FEMININE_ENDINGS = tuple(_LISTS.words("feminine_endings"))


def compound_author(noun: str) -> str | None:
    """Return "Polizei" for "Polizeiangaben", "Medien" for "Medienberichten"; None for a word not made so."""
    for ending in ("angaben", "berichten", "aussagen", "informationen"):
        first = noun.removesuffix(ending)
        if first != noun and len(first) > 3:
            return first.removesuffix("s") if first.endswith("gs") else first
    return None


def unquoted(name: str) -> str:
    """Return a name that is quoted as a whole, or a compound with "-Interview", as the plain name."""
    for ending in ("-Interview", "-Interviews", "-Gespräch"):
        name = name.removesuffix(ending)
    return name.strip('„“”"»«') if name[:1] in '„“”"»«' and name[-1:] in '„“”"»«' else name


def noun_gender(lower: str, determiner: str) -> str:
    """Return m, f, n or p for a noun by its determiner and ending, empty where neither tells."""
    if determiner == "das":
        return "n"
    if determiner in ("die", "eine", "diese") or lower.endswith(_FEMININE_ENDINGS):
        return "f" if not lower.endswith(("en", "ern")) else "p"
    if determiner in ("des", "dem", "einem", "eines", "ein", "") and lower.endswith(_NEUTER_ENDINGS):
        return "n"
    return "m" if determiner in ("der", "ein", "dem", "des", "den", "einem", "eines") else ""


def inflected(adjectives: list[str], gender: str, determiner: str) -> list[str]:
    """Return adjectives as they stand in the nominative without an article."""
    ending = {"m": "er", "f": "e", "n": "es", "p": "e"}.get(gender)
    if ending is None or not determiner:
        return adjectives
    return [
        _stem(word) + ending if word[-1:] in "enrsm" and word.lower().endswith(("e", "en", "er", "es", "em")) else word
        for word in adjectives
    ]


def _stem(adjective: str) -> str:
    for ending in ("en", "er", "es", "em", "e"):
        if adjective.endswith(ending):
            return adjective[: -len(ending)]
    return adjective


def without_genitive(noun: str) -> str:
    """Return a noun without the ending of the genitive: Verlag for Verlages."""
    if noun.endswith(("ss", "us", "is")):
        return noun
    return noun[:-2] if noun.endswith("es") and len(noun) > 5 else noun.removesuffix("s")


def without_dative_plural(noun: str) -> str:
    """Return a noun without the n of the dative plural: Beobachter for Beobachtern."""
    return noun[:-1] if noun.endswith("ern") and len(noun) > 6 else noun


def without_blanks(name: str) -> str | None:
    """Return a name without blanks around it, None if nothing is left."""
    return name.strip() or None


def nominative_office(adjectives: list[str], roles: list[str]) -> str:
    """Return "stellvertretender Außenminister" for "stellvertretenden Außenministers"."""
    noun = nominative_role(roles[-1])
    female = noun.lower().endswith("in") and noun[:-2].lower().endswith(ROLE_ENDINGS)
    return " ".join([*inflected(adjectives, "f" if female else "m", "der"), *roles[:-1], noun])


def origin_stem(word: str) -> str | None:
    """Return "russisch" for "russischen", an adjective of origin in small letters; None for other words."""
    stem = word.rstrip("enrs")
    return stem if stem.endswith(("isch", "deutsch")) and word[0].islower() else None


def subjunctives(infinitives: Collection[str]) -> frozenset[str]:
    """Return the third persons singular of the Konjunktiv I: "bekenne" for "bekennen", "handele", "handle"."""
    found = {verb[:-1] if verb.endswith("en") else f"{verb[:-1]}e" for verb in infinitives}
    return frozenset(found | {f"{verb[:-3]}le" for verb in infinitives if verb.endswith("eln")})
