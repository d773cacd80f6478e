"""Full names: the surname, whether two names mean one person, and which known names are a typing error away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .given import same_given_name
from .keys import clean, keys, latin_keys_as_written
from .transliteration import is_cyrillic
from .words import everywhere, people

# Words; a longer text is no name.
_MAX_WORDS = 12
_MAX_SUGGESTIONS = 5
# Letters that a name must have before one, or two, errors count as a typing error.
_ONE_ERROR, _TWO_ERRORS = 4, 9
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md)\.?$", re.IGNORECASE)


def surname(name: str) -> str:
    """Return the word of a name that tells people apart: the last one, "Lavrov" of "Lavrov, Sergei"; "" for none."""
    given, last = _parts(name)
    return last or (given[-1] if given else "")


def person_keys(name: str) -> frozenset[str]:
    """Return the keys by which a person may be named: of the surname, and of one that stands first ("Xi Jinping")."""
    given, last = _parts(name)
    first = given[0] if given and clean(given[0]) in people("family_first") else ""
    return keys(last or surname(name)) | (keys(first) if first else frozenset())


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
    if not given_a or not given_b:
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


def _family_first(bare: str, words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Return whether a bare name is the surname that opens the other name ("Xi", "Xi Jinping")."""
    if others or len(words) != 1 or clean(bare) not in people("family_first"):
        return False
    return _same_surname(words[0], bare)


def _same_surname(a: str, b: str) -> bool:
    if clean(a) == clean(b):
        return bool(clean(a))
    if is_cyrillic(a) or is_cyrillic(b):
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
    if not (is_cyrillic(spelt) or is_cyrillic(other)):
        candidates.append((spelt, clean(other), 0.0))
    best: float | None = None
    for left, right, more in candidates:
        shorter = min(len(left), len(right))
        limit = 0 if shorter < _ONE_ERROR else 1 if shorter < _TWO_ERRORS else 2
        # Letters added, dropped, changed or swapped with their neighbour; above the limit it is the limit and one more.
        errors = OSA.distance(left, right, score_cutoff=limit)
        if limit and errors <= limit and (best is None or errors + more < best):
            best = errors + more
    return best
