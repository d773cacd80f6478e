"""Full names: the surname, whether two names mean one person, and which known names are a typing error away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from .given import same_given_name
from .keys import clean, heard_keys, keys, latin_keys_as_written, skeleton, unmarked
from .organisations import organisation, organisation_key
from .shapes import is_given
from .transliteration import is_cyrillic
from .words import everywhere, people

# Words; a longer text is no name.
_MAX_WORDS = 12
_MAX_SUGGESTIONS = 5
# Letters that a name must have before one, or two, errors count as a typing error.
_ONE_ERROR, _TWO_ERRORS = 4, 9
# The same between two scripts, where only vowels may differ.
_ACROSS = 5, 7
_HYPHEN = re.compile(r"[\-‐‑–]")
# Letters of half a surname; "El" of El-Sisi is none.
_LEAST_HALF = 3
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_DIGRAPH = re.compile("|".join(_UMLAUTS))
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md)\.?$", re.IGNORECASE)


class Meant(IntEnum):
    """How a name asked for names a speaker; false only where it doesn't."""

    NOT = 0
    BY_HALF = 1
    """By one of two surnames: Strack for Strack-Zimmermann, García for García Márquez."""
    BY_NAME = 2


def surname(name: str) -> str:
    """Return the word of a name that tells people apart: the last one, "Lavrov" of "Lavrov, Sergei"; "" for none."""
    given, last = _parts(name)
    return last or (given[-1] if given else "")


def person_keys(name: str) -> frozenset[str]:
    """Return the keys by which a speaker may be asked for, at least one of each spelling.

    They are of the surname, of each half of a double one, of one that stands first ("Xi Jinping"), and that of an
    organisation with several names.
    """
    given, last = _parts(name)
    found = set(keys(last or surname(name)))
    if given and clean(given[0]) in people("family_first"):
        found |= keys(given[0])
    for half in _halves(given, last):
        found |= keys(half)
    if known_as := organisation(name):
        found.add(organisation_key(known_as))
    return frozenset(found)


def typed_keys(word: str) -> frozenset[str]:
    """Return the keys of a surname as people type it: by ear, and ae, oe and ue may stand for umlauts."""
    umlauts = _DIGRAPH.sub(lambda match: _UMLAUTS[match.group()], word.lower())
    return heard_keys(word) | (keys(umlauts) if umlauts != word.lower() else frozenset())


def asked_keys(name: str) -> frozenset[str]:
    """Return the keys to look up who is asked for by a name, as people type it: with no hyphen between surnames too."""
    given, last = _parts(name)
    found = person_keys(name).union(*map(typed_keys, (last or surname(name), *_halves(given, last))))
    if given and not is_given(given[-1]):
        found |= keys(f"{given[-1]}-{last}")
    if known_as := organisation(name, typed=True):
        found |= {organisation_key(known_as)}
    return found


def meant_by(asked: str, speaker: str) -> Meant:
    """Return whether a name asked for names a speaker: as `same_person` has it, by half a double surname, as an
    organisation under another name, or written without the hyphen of a double surname.
    """
    wanted, known = organisation(asked, typed=True), organisation(speaker)
    if wanted or known:
        return Meant.BY_NAME if wanted == known else Meant.NOT
    if same_person(asked, speaker):
        return Meant.BY_NAME
    given, last = _parts(asked)
    if given and same_person(" ".join([*given[:-1], f"{given[-1]}-{last}"]), speaker):
        return Meant.BY_NAME
    if _HYPHEN.search(last):
        return Meant.NOT
    first = _parts(speaker)[0]
    halves = (" ".join([*first, half]) for half in _halves(*_parts(speaker)))
    return Meant.BY_HALF if any(same_person(asked, half) for half in halves) else Meant.NOT


def same_person(a: str, b: str) -> bool:
    """Return whether two names can mean one person: their surnames meet and their given names do not contradict.

    A name without a given name agrees with any; an initial agrees with each name that begins with it. Spellings in two
    scripts meet by any key, two Latin spellings only as a German, English or French hand would write the same sounds
    (Lawrow, Lavrov), never because one language would pronounce them alike (Brown, Braun).
    """
    given_a, surname_a = _parts(a)
    given_b, surname_b = _parts(b)
    if not surname_a or not surname_b:
        return False
    if _family_first(surname_a, given_b, given_a) or _family_first(surname_b, given_a, given_b):
        return True
    if not _same_surname(surname_a, surname_b):
        return False
    if not given_a or not given_b or clean("".join(given_a)) == clean("".join(given_b)):
        return True
    return any(same_given_name(given_a[0], other) for other in given_b) or any(
        same_given_name(given_b[0], other) for other in given_a
    )


def similar(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that a small typing error turns into `name`, best first, at most five.

    One error (a letter too many, missing, wrong, or two swapped), two from nine letters on. Names that already share a
    key with `name` are no errors and are left out, and so are further spellings of a person already offered. Ties keep
    the order of `known`.
    """
    wanted = surname(name)
    own_keys = keys(wanted)
    spelt = clean(wanted)
    if len(spelt) < _ONE_ERROR:
        return ()
    found: list[tuple[float, int, str]] = []
    for place, other in enumerate(dict.fromkeys(known)):
        last = surname(other)
        if own_keys & keys(last):
            continue
        errors = _errors(spelt, last, own_keys)
        if errors is not None:
            found.append((errors, place, other))
    offered: list[str] = []
    for _, _, other in sorted(found):
        if not any(same_person(other, already) for already in offered):
            offered.append(other)
    return tuple(offered[:_MAX_SUGGESTIONS])


@lru_cache(maxsize=1 << 12)
def _parts(name: str) -> tuple[tuple[str, ...], str]:
    before, comma, after = name[:400].partition(",")
    words = before.split()[:_MAX_WORDS]
    if comma and after.strip() and not _SUFFIX.match(after.strip()):
        words = after.split()[:_MAX_WORDS] + words
    words = [word for word in words if not _SUFFIX.fullmatch(word)] or words
    while len(words) > 1 and words[0].rstrip(".").lower() in everywhere("titles"):
        words = words[1:]
    given = tuple(word for word in words[:-1] if word.lower() not in people("particles"))
    return given, words[-1] if words else ""


def _halves(given: tuple[str, ...], last: str) -> tuple[str, ...]:
    """Return each of several surnames: the parts of a hyphenated one, else what stands before the last, not given."""
    if parts := _HYPHEN.split(last)[:_MAX_WORDS] if _HYPHEN.search(last) else []:
        return tuple(part for part in parts if len(part) >= _LEAST_HALF)
    before = given[-1] if len(given) > 1 and is_given(given[0]) else ""
    return (before,) if len(clean(before)) >= _LEAST_HALF and not is_given(before) else ()


def _family_first(bare: str, words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Return whether a bare name is the surname that opens the other name ("Xi", "Xi Jinping")."""
    if others or len(words) != 1 or clean(bare) not in people("family_first"):
        return False
    return _same_surname(words[0], bare)


def _same_surname(a: str, b: str) -> bool:
    parts_a, parts_b = _HYPHEN.split(a), _HYPHEN.split(b)
    if len(parts_a) > 1 and len(parts_a) == len(parts_b):
        return all(_same_word(one, other) for one, other in zip(parts_a, parts_b, strict=True))
    return _same_word(a, b)


def _same_word(a: str, b: str) -> bool:
    if unmarked(clean(a)) == unmarked(clean(b)):
        return bool(clean(a))
    if is_cyrillic(a) != is_cyrillic(b):
        return bool(heard_keys(a) & heard_keys(b))
    if is_cyrillic(a):
        return bool(keys(a) & keys(b))
    return bool(latin_keys_as_written(a) & latin_keys_as_written(b))


def _errors(spelt: str, other: str, own_keys: frozenset[str]) -> float | None:
    """Return the fewest typing errors between a name and another one, None for too many.

    Half an error more counts where only the keys are near: "Rybakov" is one error away from "Rjabkow" once both are
    read the same way, but nearer to "Ryabkov".
    """
    # Here, since few questions have a name that no article knows.
    from rapidfuzz.distance import OSA

    candidates = [(own, foreign, 0.5) for own in own_keys for foreign in keys(other)]
    cyrillic = is_cyrillic(spelt), is_cyrillic(other)
    if not any(cyrillic):
        candidates.append((spelt, clean(other), 0.0))
    across = cyrillic[0] != cyrillic[1]
    best: float | None = None
    for left, right, more in candidates:
        if across and skeleton(left) != skeleton(right):
            continue  # between two scripts vowels differ, consonants seldom
        shorter = min(len(left), len(right))
        one, two = _ACROSS if across else (_ONE_ERROR, _TWO_ERRORS)
        limit = 0 if shorter < one else 1 if shorter < two else 2
        # Letters added, dropped, changed or swapped with their neighbour; above the limit it is the limit and one more.
        errors = OSA.distance(left, right, score_cutoff=limit)
        if limit and errors <= limit and (best is None or errors + more < best):
            best = errors + more
    return best
