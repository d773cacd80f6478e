"""German noun phrases, read forward over the tokens of a sentence."""

from __future__ import annotations

import re

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import BE, BECOME, HAVE, MODALS, cues
from retrieval.statements.german.inflection import subjunctives
from retrieval.statements.international import listed
from retrieval.statements.tokens import Sentence
from retrieval.text.function_words import function_words

_LISTS = load("de", "statements")

MEDIA = listed("media")
"""Names of agencies, papers and stations, lower case."""
COMMON_WORD_MEDIA = _LISTS.words("common_word_media")
"""Media whose names are common words: they count only where quotation marks or "Zeitung" make them names."""
MEDIA_NOUN_ENDINGS = tuple(_LISTS.words("media_noun_endings"))

NOMINATIVE_PRONOUNS = _LISTS.words("nominative_pronouns")
OTHER_PRONOUNS = _LISTS.words("other_pronouns")
DETERMINERS = _LISTS.words("determiners")
OBLIQUE = _LISTS.words("oblique_determiners")
GENITIVE = _LISTS.words("genitive_determiners")
PREPOSITIONS = _LISTS.words("prepositions")
ATTACHED = _LISTS.words("attached_prepositions")
"""Prepositions whose phrase belongs to the noun before it wherever it stands: "der Minister für Verkehr"."""
PARTICLES = _LISTS.words("phrase_particles")
SUBORDINATORS = _LISTS.words("subordinators")
RELATIVE = _LISTS.words("relatives")
CONJUNCTIONS = _LISTS.words("conjunctions")
TIME_NOUNS = _LISTS.words("times")
REPORTED_MOOD = _LISTS.words("reported_mood") | subjunctives(_LISTS.words("mood_verbs"))
"""Forms of the Konjunktiv, the mood of reported speech."""
_ADVERBS = _LISTS.words("adverbs")
LOWERED = (
    function_words("de")
    | _ADVERBS
    | DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | NOMINATIVE_PRONOUNS
    | OTHER_PRONOUNS
    | RELATIVE
    | HAVE
    | BECOME
    | BE
    | MODALS
)
"""Words that are no nouns even where the beginning of a sentence gives them a capital."""

_FINITE = frozenset(form for form, found in cues().items() if any(cue.finite and not cue.participle for cue in found))
_MODIFIERS = _LISTS.words("modifiers")
_LOWER_NAMES = _LISTS.words("names_in_small_letters")
_GATHERED = _LISTS.words("gathered_nouns")
_ADVERBS_AS_NAMES = _LISTS.words("adverbs_as_names")
_GROUP_NUMBERS = _LISTS.words("group_numbers")
_HOUSES = tuple(_LISTS.words("house_endings"))
_QUANTIFIERS = _LISTS.words("quantifiers")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_PARTICIPLE_ENDINGS = tuple(f"{stem}{ending}" for stem in ("end", "t", "en") for ending in _ADJECTIVE_ENDINGS)
_HELPERS = HAVE | BECOME | BE | MODALS
_ATTRIBUTE = 16
"""Tokens that the words of a participle before a noun may have."""
_REACH = 14
"""Tokens a noun phrase may have before attachments; keeps reading linear."""


def in_reported_mood(sentence: Sentence, index: int) -> bool:
    """Return whether a token is a form of the Konjunktiv."""
    return sentence.lower[index] in REPORTED_MOOD and sentence.words[index][0].islower()


def is_noun(sentence: Sentence, index: int) -> bool:
    """Return whether a token can be (part of) a noun or name: a capital and no function word, or a short quotation."""
    word = sentence.words[index]
    if sentence.quotes[index] >= 0:
        return False
    first = word[0]
    if first.islower() and ("." in word[1:-1] or word[word.rfind("-") + 1].isupper() or word[2:3].isupper()):
        return True  # ostrau.de, ostrau-Homepage, d'Ostrau
    if word in _LOWER_NAMES:
        return True
    if word in _GROUP_NUMBERS and index and sentence.lower[index - 1] == "der":
        return True  # "die Gruppe der Sieben"
    if first.isupper():
        if index == 0 and word.endswith("end") and len(sentence) > 1 and sentence.words[1][0].islower():
            return False  # "Relativierend fügt er hinzu"
        lower = sentence.lower[index]
        if lower not in LOWERED:
            return True
        return (  # "Lothar Nicht": mid-sentence only names keep the capital
            index > 0
            and lower in _ADVERBS_AS_NAMES
            and sentence.words[index - 1][0].isupper()
            and sentence.lower[index - 1] not in LOWERED
        )
    return first == "„" or (first in '"“»‚' and len(word) > 1) or (first.islower() and word[1:2].isupper())


def _is_modifier(sentence: Sentence, index: int) -> bool:
    """Return whether a word can stand before an adjective: "nicht genannte", "staatlich kontrollierte"."""
    lower = sentence.lower[index]
    if lower == "so":
        return index + 1 < len(sentence) and sentence.lower[index + 1].startswith("genannte")
    return lower in _MODIFIERS or (lower.endswith(("lich", "isch", "ig", "ell")) and sentence.words[index][0].islower())


def is_adjective(sentence: Sentence, index: int) -> bool:
    """Return whether a lower-case token can be an inflected adjective or participle before a noun."""
    lower = sentence.lower[index]
    if len(lower) < 4 or not lower.endswith(_ADJECTIVE_ENDINGS) or lower in LOWERED:
        return lower in _QUANTIFIERS
    word = sentence.words[index]
    if "." in word:
        return False  # ostrau.de
    if word[0].islower():
        return lower not in _FINITE and not word[word.rfind("-") + 1].isupper()
    return word[word.rfind("-") + 1].islower() or (index == 0 and len(sentence) > 1 and is_noun(sentence, 1))


def is_media(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a token range names or describes a news medium."""
    for index in range(start, end):
        word = sentence.words[index]
        bare = sentence.lower[index].strip("„“”\"»«‚‘'")
        if word[0].islower() and word not in _LOWER_NAMES:
            continue
        if bare in COMMON_WORD_MEDIA and word[0].isalpha():
            continue  # "Zeit", "Welt": only in quotation marks or after "Zeitung"
        if bare in MEDIA or bare.endswith(MEDIA_NOUN_ENDINGS) or not MEDIA.isdisjoint(re.split("[- ]", bare)):
            return True
        if bare.startswith(("radio", "ria")):
            return True
    return False


def is_media_name(word: str) -> bool:
    """Return whether a quoted word or two name a medium: „Tagesspiegel“, „BBC News“."""
    bare = word.lower().strip("„“”\"»«‚‘'")
    return bare in MEDIA or any(part in MEDIA for part in bare.split()) or bare.endswith(MEDIA_NOUN_ENDINGS)


def noun_phrase(sentence: Sentence, start: int, end: int, *, loose: bool = False) -> int:
    """Return the index after the noun phrase that begins at `start`, or `start` if none does.

    Genitives and phrases with "von" and "für" belong to it; with `loose` every prepositional phrase does.
    """
    stop = min(end, start + 40)
    after, single = _core(sentence, start, stop)
    if after == start:
        return start
    while after < stop:
        lower = sentence.lower[after]
        bare = (
            lower.endswith("er") and is_adjective(sentence, after) and after + 1 < stop and is_noun(sentence, after + 1)
        )
        if single and (lower in GENITIVE or bare):  # "der Behörden", "britischer Behörden"
            further, single = _core(sentence, after, stop)
        elif (
            lower in ATTACHED
            or (lower == "um" and sentence.lower[after - 1] in _GATHERED)
            or (lower in ("am", "an", "beim", "bei") and _is_house(sentence, after + 1, stop))
            or (loose and lower in PREPOSITIONS)
            or (lower in ("und", "sowie", "oder", "&", "/") and after + 1 < stop)
        ):
            further, single = _core(sentence, after + 1, stop)
            if further == after + 1:
                break
        else:
            break
        if further <= after:
            break
        after = further
    return after


def _is_house(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a phrase after "an" or "bei" names where somebody works: "am Institut für …"."""
    return any(sentence.lower[i].endswith(_HOUSES) for i in range(start, min(end, start + 4)) if is_noun(sentence, i))


def _core(sentence: Sentence, start: int, end: int) -> tuple[int, bool]:
    """Return the index after determiner, adjectives and nouns, and whether a genitive may follow the noun."""
    lower = sentence.lower
    if start >= end:
        return start, False
    described = _determiners_end(sentence, start, end)
    determined = described > start
    first = _adjectives_end(sentence, start, described, end)
    index = _nouns_end(sentence, start, first, end)
    if determined and (index == first or _is_participle(sentence, index)):
        attribute = attribute_end(sentence, first, end)
        if attribute is not None:
            first = _adjectives_end(sentence, start, attribute, attribute + _REACH)
            index = _nouns_end(sentence, start, first, end)
    count = index - first
    if count and not determined:
        owned = _owned_end(sentence, index, end)
        if owned is not None:
            return owned
    if not count and first > start and sentence.words[first - 1][0].isupper() and lower[first - 1] not in DETERMINERS:
        count = 1  # "Stoiber" looked like an adjective
    if not count:
        return (start, False) if not (determined and lower[first - 1] in ("beiden", "beide")) else (first, False)
    if index < end and sentence.words[index] == "(":
        index = _parenthesis(sentence, index, end)
    return index, count == 1 or determined


def attribute_end(sentence: Sentence, begin: int, end: int) -> int | None:
    """Return the index after a participle with words of its own: "die seit Jahren in Ostrau geltende (Regel)"."""
    for index in range(begin, min(end, begin + _ATTRIBUTE) - 1):
        word = sentence.words[index]
        if word in ",;:()–" or sentence.quotes[index] >= 0 or sentence.lower[index] in _HELPERS:
            return None
        if index > begin and _is_participle(sentence, index) and not _is_own_determiner(sentence, index - 1):
            following = index + 1
            while following < end and is_adjective(sentence, following):
                following += 1
            if following < end and is_noun(sentence, following):
                return index + 1
    return None


def _is_participle(sentence: Sentence, index: int) -> bool:
    """Return whether a token can be a participle before a noun: "geltende", "gebaute", "zu schaffenden"."""
    if index >= len(sentence) or not sentence.words[index][0].islower() or sentence.lower[index] in LOWERED:
        return False
    return len(sentence.words[index]) > 5 and sentence.lower[index].endswith(_PARTICIPLE_ENDINGS)


def _is_own_determiner(sentence: Sentence, index: int) -> bool:
    """Return whether a word before a participle makes it an attribute of a phrase within: "die geplante Reform"."""
    lower = sentence.lower[index]
    return lower in DETERMINERS or (lower in PREPOSITIONS and lower != "zu")


def _determiners_end(sentence: Sentence, start: int, end: int) -> int:
    """Return the index after the determiners at `start`, at most three."""
    index = start
    while index < min(end, start + 3) and sentence.lower[index] in DETERMINERS:
        if sentence.words[index] in _GROUP_NUMBERS:
            break
        index += 1
    return index


def _adjectives_end(sentence: Sentence, start: int, index: int, end: int) -> int:
    """Return the index after the adjectives and numbers at `index` in the phrase that begins at `start`."""
    determined = index > start
    while index < end and index - start < _REACH:
        if not (is_adjective(sentence, index) or sentence.lower[index][0].isdigit()):
            modified = (
                determined and _is_modifier(sentence, index) and index + 1 < end and is_adjective(sentence, index + 1)
            )
            if not modified:
                break
        index += 1
    return index


def _nouns_end(sentence: Sentence, start: int, first: int, end: int) -> int:
    """Return the index after the nouns and words of a name at `first` in the phrase that begins at `start`."""
    lower = sentence.lower
    index = first
    while index < end and index - first < 9:
        if (
            is_noun(sentence, index)
            or _is_quoted_name(sentence, start, index)
            or (index > first and lower[index][0].isdigit() and not _counts(sentence, index))
            or (index > first and lower[index] in PARTICLES and index + 1 < end and _named(sentence, index))
        ):
            index += 1
        elif index > first and _is_possessive(sentence, index) and index + 1 < end and is_noun(sentence, index + 1):
            index += 1  # "Halms’ Kollege"
        elif index > first and sentence.words[index] == "-" and lower[index + 1 : index + 2] in (["und"], ["oder"]):
            index += 2  # "Journalisten- und Autorenverband"
        else:
            break
    return index


def _is_possessive(sentence: Sentence, index: int) -> bool:
    """Return whether a token is the apostrophe of a genitive: behind a name in s, ß, x or z."""
    return sentence.words[index] in ("'", "’") and sentence.words[index - 1].endswith(("s", "ß", "x", "z"))


def _is_quoted_name(sentence: Sentence, start: int, index: int) -> bool:
    """Return whether a quotation token is a name within the phrase that begins at `start`."""
    if sentence.quotes[index] < 0:
        return False
    placed = index > start or _titled(sentence.words[index]) or (start and sentence.lower[start - 1] in ("vom", "von"))
    return bool(placed) and _name_like(sentence, index)


def _owned_end(sentence: Sentence, index: int, end: int) -> tuple[int, bool] | None:
    """Return what `_core` does of what a name in the genitive owns: "Lindholms wissenschaftlicher Mitarbeiter"."""
    if index + 1 >= end or not sentence.lower[index - 1].endswith("s") or not is_adjective(sentence, index):
        return None
    owned, genitive = _core(sentence, index, end)
    return (owned, genitive) if owned > index and is_noun(sentence, owned - 1) else None


def _named(sentence: Sentence, index: int) -> bool:
    """Return whether a particle like "von" is inside a name: capitals on both sides, and no noun with an article."""
    if not is_noun(sentence, index + 1):
        return False
    if sentence.lower[index] not in ("von", "zu"):
        return True
    before = sentence.lower[index - 2] if index > 1 else ""
    return index > 1 and is_noun(sentence, index - 2) and before not in DETERMINERS and index + 2 <= len(sentence)


def _name_like(sentence: Sentence, index: int) -> bool:
    """Return whether a quotation token is set like a name: short, with a capital, no sentence."""
    word = sentence.words[index]
    inner = word[1:2]
    site = " " not in word and "." in word[2:-2]
    return len(word) < 60 and (site or not inner.islower()) and word[-2:-1] not in ".!?"


def _counts(sentence: Sentence, index: int) -> bool:
    """Return whether a numeral counts the noun after it rather than ending a name like "Schalke 04"."""
    return (
        sentence.words[index][0] != "0"
        and "/" not in sentence.words[index]
        and index + 1 < len(sentence)
        and is_noun(sentence, index + 1)
    )


def _titled(word: str) -> bool:
    """Return whether a quotation may stand as a noun phrase alone: a medium or a title with its article."""
    return is_media_name(word) or "." in word[2:-2] or (word[1:5] in ("Der ", "Die ", "Das ") and word.count(" ") < 3)


def _parenthesis(sentence: Sentence, index: int, end: int) -> int:
    for close in range(index + 1, min(end, index + 9)):
        if sentence.words[close] == ")":
            return close + 1
    return index
