"""The German words that report speech: verbs in all their forms, and nouns."""

from __future__ import annotations

from functools import cache

from retrieval.languages.word_data import load
from retrieval.statements.cues import Cue, Use

_LISTS = load("de", "statements")

STRONG = _LISTS.words("strong_verbs")
"""Verbs that may follow what they report ("…, sagte X") and take a main clause in the indicative."""

_UNSTRESSED = ("be", "ver", "er", "ent", "ge", "zer", "wider")
"""Prefixes whose verbs form the participle without "ge"."""

HAVE = _LISTS.words("have")
BECOME = _LISTS.words("become")
BE = _LISTS.words("be")
MOVING = _LISTS.words("moving_verbs")
"""Verbs whose perfect is formed with sein, so that "war … ausgegangen" is no passive."""
MODALS = _LISTS.words("modals")

SPEECH_NOUNS = _LISTS.words("speech_nouns")
"""Nouns after "nach" or before "zufolge" that make the phrase name a source."""
SPEECH_NOUN_ENDINGS = tuple(_LISTS.words("speech_noun_endings"))
_DOCUMENTS = tuple(_LISTS.words("document_endings"))
CLAUSE_NOUNS = _LISTS.words("clause_nouns")
"""Nouns that a clause may complete: "der Ansicht, dass", "mit der Begründung, …"."""


@cache
def cues() -> dict[str, tuple[Cue, ...]]:
    """Return the reporting verbs by inflected form, lower case; a form may belong to several verbs."""
    forms: dict[str, list[Cue]] = {}
    uses: tuple[Use, ...] = ("say", "think", "judge")
    for use in uses:
        _inflect(forms, f"{use}_verbs", use)
    return {form: tuple(found) for form, found in forms.items()}


@cache
def verbs(name: str, use: Use) -> dict[str, tuple[Cue, ...]]:
    """Return the verbs of another list, by inflected form as `cues` does."""
    forms: dict[str, list[Cue]] = {}
    _inflect(forms, name, use)
    return {form: tuple(found) for form, found in forms.items()}


def _inflect(table: dict[str, list[Cue]], name: str, use: Use) -> None:
    for line in _LISTS.phrases(name):
        for verb in line.split():
            _add(table, _parts(verb), use)


def _parts(verb: str) -> list[str]:
    """Return infinitive, present, past and participle; a verb written alone is weak and forms them by rule."""
    if ":" in verb:
        return verb.split(":")
    bare = verb.rpartition("|")[2]
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    if stem.endswith(("t", "d", "chn", "ffn", "gn")):
        stem += "e"
    augment = "" if bare.endswith("ieren") or bare.startswith(_UNSTRESSED) else "ge"
    return [verb, f"{stem}t", f"{stem}te", f"{augment}{stem}t"]


def _add(table: dict[str, list[Cue]], parts: list[str], use: Use) -> None:
    infinitive, present, past, participle = parts
    particle, _, bare = infinitive.rpartition("|")
    lemma = particle + bare
    plural_past = past + ("n" if past.endswith("e") else "en")
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    finite = {present: False, bare: True, past: False, plural_past: True, stem + "e": False}
    forms: dict[str, Cue] = {}
    for form, plural in finite.items():
        infinite = form == bare and not particle
        same = form == participle and not particle
        forms[form] = Cue(lemma, use, particle, True, same, infinite, False, plural)
        if particle:
            forms[particle + form] = Cue(lemma, use, "", True, False, form == bare, True, plural)
    if particle + participle not in forms:
        forms[particle + participle] = Cue(lemma, use, "", False, True, False, False, False)
    if particle in ("bekannt", "fest", "klar", "richtig", "heraus", "zurück"):
        forms.setdefault(participle, Cue(lemma, use, particle, False, True, False, False, False))
    for form, cue in forms.items():
        table.setdefault(form, []).append(cue)


def is_text(lower: str) -> bool:
    """Return whether a noun means something said or written, which a clause may complete or a source be."""
    return lower in SPEECH_NOUNS or lower in CLAUSE_NOUNS or lower.endswith((*SPEECH_NOUN_ENDINGS, *_DOCUMENTS))
