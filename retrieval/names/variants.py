"""The spellings under which people know a name: English, German, French and Cyrillic."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from retrieval.languages.word_data import languages, load

from . import given
from .keys import clean, keys, unmarked
from .persons import surname
from .transliteration import Standard, is_cyrillic, is_ukrainian, transliterate
from .words import everywhere

MAX_VARIANTS = 5
_SHOWN: tuple[Standard, ...] = ("english", "german", "french")


class _Cyrillic(NamedTuple):
    spelling: str
    ukrainian: bool


# What each system writes for a Cyrillic letter, in pairs; what could stand for two letters (German s, sch) is left out.
_ENGLISH = """
shch щ zh ж kh х ts ц ch ч sh ш yu ю ya я ye е a а b б v в g г d д e е z з i и k к l л m м n н o о p п r р s с t т
u у f ф y ы
"""
_GERMAN = """
schtsch щ tsch ч ch х ju ю ja я je е a а b б w в g г d д e е z ц i и k к l л m м n н o о p п r р ss с t т u у f ф y ы
"""
_FRENCH = """
chtch щ tch ч kh х ts ц ch ш iou ю ia я ou у j ж a а b б v в g г d д e е z з i и k к l л m м n н o о p п r р ss с s с
t т f ф y ы
"""
_SYSTEMS: tuple[tuple[Standard, str], ...] = (("english", _ENGLISH), ("german", _GERMAN), ("french", _FRENCH))
_CYRILLIC_ENDING = re.compile(r"(?:[оеё]ва?|ск(?:ий|ая)|цк(?:ий|ая)|енко)$")
# Where the Cyrillic spelling is a guess: soft signs, ё, э, й, я after a consonant inside the word.
_UNCERTAIN = re.compile(r"^[еы]|ё|л[бвгджзкмнпрстфхцчшщ]|[аеиоуыюя][еиы]|(?<!^)[бвгджзклмнпрстфхцчшщ][яю]|^[дпвст][яю]")
# The ends that are Slavic by themselves, and the signs that make a German -ow one (Pankow and Barlow are none).
_LATIN_ENDING = re.compile(r"(?:(?<=...)[oe]v|enko)$")
_GERMAN_ENDING = re.compile(r"(?:(?<=[bdgklmnprtwz]j).*|(?<=tsch).*|(?<=w).*)(?:o|e)wa?$")


def variants(name: str) -> tuple[str, ...]:
    """Return the spellings of a name that readers know, the given one first, at most five, without repeats.

    A wrong spelling shown is worse than none: names that are not Slavic, or whose Cyrillic form is a guess, have only
    their own. Of a full name the given name is changed with the surname; a Cyrillic form is left out where the given
    name has none that is known. Empty input gives ().
    """
    words = unicodedata.normalize("NFC", name[:200]).split()
    if not words:
        return ()
    own = " ".join(words)
    while len(words) > 1 and words[0].lower().rstrip(".") in everywhere("titles"):
        words = words[1:]
    cyrillic = _cyrillic(words[-1]) if surname(own) == words[-1] else None
    if cyrillic is None or len(words) > 3:
        return (own,)
    first = given.find(words[0], ukrainian=cyrillic.ukrainian) if len(words) > 1 else None
    if len(words) > 1 and first is None and is_cyrillic(words[0]):
        return (own,)
    found = [own]
    for standard in _SHOWN:
        before = [] if len(words) == 1 else [_form(first, standard)] if first else words[:-1]
        found.append(" ".join([*before, _customary(cyrillic, standard)]))
    if first or len(words) == 1:
        found.append(" ".join([*([first.cyrillic] if first else []), cyrillic.spelling]))
    return tuple(dict.fromkeys(found))[:MAX_VARIANTS]


def _form(name: given.GivenName, standard: Standard) -> str:
    return {"english": name.english, "german": name.german}.get(standard, name.french)


@lru_cache(maxsize=1 << 12)
def _cyrillic(word: str) -> _Cyrillic | None:
    known = _well_known()
    found = known.get(clean(word).replace("ё", "е")) or known.get(_plain(word))
    if found is not None:
        return found
    husband = known.get(_plain(word[:-1])) if re.search(r"[oeое][vwв][aа]$", word.lower()) else None
    if husband is not None:
        return _Cyrillic(husband.spelling + "а", husband.ukrainian)
    if is_cyrillic(word):
        lower = clean(word)
        shaped = _CYRILLIC_ENDING.search(lower) is not None or is_ukrainian(lower)
        return _Cyrillic(word, is_ukrainian(lower)) if shaped and len(lower) > 4 else None
    return _by_rule(clean(word))


@lru_cache(maxsize=1)
def _well_known() -> dict[str, _Cyrillic]:
    index: dict[str, _Cyrillic] = {}
    for language in languages("names"):
        ukrainian = language == "uk"
        for spelling in " ".join(load(language, "names").phrases("surnames")).split():
            entry = _Cyrillic(spelling, ukrainian)
            as_russian = spelling.replace("ськ", "ск").replace("і", "и").replace("є", "е")
            for form in (spelling, spelling.replace("ё", "е"), as_russian):
                index.setdefault(clean(form), entry)
                standards: tuple[Standard, ...] = (*_SHOWN, "passport", "scientific")
                for standard in standards:
                    index.setdefault(_plain(transliterate(form, standard, ukrainian=ukrainian)), entry)
                    index.setdefault(_plain(transliterate(form, standard, ukrainian=False)), entry)
    return index


def _plain(word: str) -> str:
    """Return a Latin spelling without the differences of hands: marks and the several endings -y, -ij, -iy."""
    return re.sub(r"(?:[iy]j|[iy]y|[iy]i|i|y)$", "y", unmarked(clean(word)))


def _by_rule(lower: str) -> _Cyrillic | None:
    """Return the only Cyrillic spelling whose transliteration is the given one, None where several could be."""
    for standard, table in _SYSTEMS:
        ending = _GERMAN_ENDING if standard == "german" else _LATIN_ENDING
        cyrillic = _spell(lower, table) if ending.search(lower) else None
        if cyrillic is None or _UNCERTAIN.search(cyrillic):
            continue
        if _plain(transliterate(cyrillic, standard)) == _plain(lower) and keys(cyrillic) & keys(lower):
            return _Cyrillic(cyrillic[:1].upper() + cyrillic[1:], False)
    return None


def _spell(lower: str, table: str) -> str | None:
    """Return a Latin name letter by letter in Cyrillic, None where a letter does not belong to the system."""
    pairs = table.split()
    letters = dict(zip(pairs[::2], pairs[1::2], strict=True))
    longest = max(map(len, letters))
    pieces: list[str] = []
    index = 0
    while index < len(lower):
        for width in range(longest, 0, -1):
            letter = letters.get(lower[index : index + width])
            if letter is not None:
                pieces.append(letter)
                index += min(width, len(lower) - index)
                break
        else:
            return None
    return "".join(pieces)


def _customary(cyrillic: _Cyrillic, standard: Standard) -> str:
    """Return the spelling that news in a language uses: the standard's, with the plain English -sky and -i-."""
    word = transliterate(cyrillic.spelling, standard, ukrainian=cyrillic.ukrainian)
    if standard == "english":
        word = re.sub(r"skyi$", "sky", word)
        word = re.sub(r"(?<=[aeou])y(?=[bcdfghklmnprstvz])", "i", word)
    return word
