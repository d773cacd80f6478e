"""What a Slavic language gives the shared grammar: its words, as data."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.statements.cues import Use
from retrieval.statements.slavic.nouns import Noun


@dataclass(frozen=True, slots=True)
class SlavicCue:
    """A reporting verb form.

    `gender` is m, f or n of a past singular, p of any plural, s of a present singular, which tells no gender.
    `asks` marks verbs of asking and promising, which an infinitive may complete; `quotes` those of quoting another.
    """

    use: Use
    gender: str
    asks: bool = False
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, lower case.

    `sources` pairs preposition and noun of phrases like "по словам X"; `possessors` are "его", "её" with m, f or p.
    `that` opens reported clauses and is none of them, `wish` does so and is ("чтобы"). `about` are the pronouns of
    "о том, что", `back` are the words that take up the sentence before ("об этом сообщил X"). `titled` are nouns
    before names in marks.
    """

    language: str
    cues: dict[str, SlavicCue]
    roles: dict[str, Noun]
    bodies: dict[str, Noun]
    relations: frozenset[str]
    media: frozenset[str]
    media_kinds: dict[str, Noun]
    pronouns: dict[str, str]
    possessors: dict[str, str]
    relatives: dict[str, str]
    sources: frozenset[tuple[str, str]]
    references: frozenset[tuple[str, str, str]]
    as_words: frozenset[str]
    that: frozenset[str]
    wish: frozenset[str]
    about: frozenset[str]
    back: frozenset[tuple[str, str]]
    unreal: frozenset[str]
    negations: frozenset[str]
    conditional: frozenset[str]
    conjunctions: frozenset[str]
    openers: frozenset[str]
    prepositions: frozenset[str]
    locative: frozenset[str]
    times: frozenset[str]
    adverbs: frozenset[str]
    function: frozenset[str]
    infinitives: tuple[str, ...]
    titled: frozenset[str]


def past(use: Use, stems: str, masculine: str, *, asks: bool = False, quotes: bool = False) -> dict[str, SlavicCue]:
    """Return the past forms of verbs given without -л (-в): сказал, сказала, сказало, сказали."""
    endings = ((masculine, "m"), ("ла", "f"), ("ло", "n"), ("ли", "p"))
    return {stem + ending: SlavicCue(use, gender, asks, quotes) for stem in stems.split() for ending, gender in endings}


def present(use: Use, pairs: str, *, asks: bool = False, quotes: bool = False) -> dict[str, SlavicCue]:
    """Return the third persons of the present, written as "говорит/говорят"."""
    table: dict[str, SlavicCue] = {}
    for pair in pairs.split():
        singular, plural = pair.split("/")
        table[singular] = SlavicCue(use, "s", asks, quotes)
        table[plural] = SlavicCue(use, "p", asks, quotes)
    return table


def short(pairs: str) -> dict[str, SlavicCue]:
    """Return predicates of belief with their genders, written as "уверен/уверена/уверены"."""
    table: dict[str, SlavicCue] = {}
    for pair in pairs.split():
        for form, gender in zip(pair.split("/"), "mfp", strict=True):
            table[form] = SlavicCue("think", gender)
    return table
