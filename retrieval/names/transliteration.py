"""Cyrillic names in Latin letters, by each of the standards that news and documents use.

Sources: German, Duden's transcription table (the popular counterpart of DIN 1460); English, BGN/PCGN 1947 (Russian) and
1965 (Ukrainian) in the simplified form of English-language news (final -y for -iy and -yy, no signs for ь and ъ); French,
the transcription of the French press (Imprimerie nationale); passport, ICAO Doc 9303 part 3 for Russian and Cabinet
resolution no. 55 of 2010 for Ukrainian; scientific, DIN 1460-1:1982 (the scholars' ja, ju, šč) and ISO 9:1995 (one
letter for one letter).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Standard = Literal["german", "english", "french", "passport", "scientific", "iso9"]

_RUSSIAN: dict[Standard, dict[str, str]] = {
    "german": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "w", "g", "d", "e", "sch", "s", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "ch", "z", "tsch", "sch", "schtsch", "", "y", "", "e", "ju", "ja"],
            strict=True,
        )
    ),
    "english": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"],
            strict=True,
        )
    ),
    "french": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "v", "g", "d", "e", "j", "z", "i", "ï", "k", "l", "m", "n", "o", "p", "r", "s", "t", "ou", "f", "kh", "ts", "tch", "ch", "chtch", "", "y", "", "e", "iou", "ia"],
            strict=True,
        )
    ),
    "passport": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia"],
            strict=True,
        )
    ),
    "scientific": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "v", "g", "d", "e", "ž", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "ch", "c", "č", "š", "šč", "ʺ", "y", "ʹ", "ė", "ju", "ja"],
            strict=True,
        )
    ),
    "iso9": dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            ["a", "b", "v", "g", "d", "e", "ž", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "č", "š", "ŝ", "ʺ", "y", "ʹ", "è", "û", "â"],
            strict=True,
        )
    ),
}
_IO: dict[Standard, str] = {
    "german": "jo",
    "english": "yo",
    "french": "io",
    "passport": "e",
    "scientific": "ë",
    "iso9": "ë",
}
# What Ukrainian (and, for ў, Belarusian) does otherwise than Russian.
_UKRAINIAN: dict[Standard, dict[str, str]] = {
    "german": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "ji", "є": "je", "й": "j"},
    "english": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "yi", "є": "ye", "й": "y"},
    "french": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "ï", "є": "ie", "й": "ï"},
    "passport": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "є": "ie", "й": "i"},
    "scientific": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "ji", "є": "je", "й": "j"},
    "iso9": {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "ï", "є": "ê", "й": "j"},
}
_GLIDE: dict[Standard, str] = {"german": "je", "english": "ye", "french": "ie"}
_FINAL_ADJECTIVE: dict[Standard, dict[str, str]] = {
    "german": {"ий": "i", "ый": "y", "ій": "ij"},
    "english": {"ий": "y", "ый": "y", "ій": "iy"},
    "french": {"ий": "i", "ый": "y", "ій": "iï"},
}
_UKRAINIAN_ADJECTIVE: dict[Standard, str] = {"german": "yj", "english": "yi", "french": "y", "passport": "yi"}
_VOWELS = frozenset("аеёиоуыэюяіїє")
_HUSHERS = frozenset("жчшщ")
UKRAINIAN_LETTERS = frozenset("іїєґ")
_WORD = re.compile(r"[^\W\d_]+")


def is_cyrillic(text: str) -> bool:
    """Return whether the text holds a letter of the Cyrillic blocks."""
    return any("\u0400" <= letter <= "\u052f" for letter in text)


def is_ukrainian(text: str) -> bool:
    """Return whether a Cyrillic text shows Ukrainian by a letter or by the soft adjective ending -ський."""
    lower = text.lower()
    return (
        not UKRAINIAN_LETTERS.isdisjoint(lower)
        or re.search(r"[сц]ьк(?:ий|а|ого|ому|им|ої|ій|у|ою)\b", lower) is not None
    )


def transliterate(name: str, standard: Standard, *, ukrainian: bool | None = None) -> str:
    """Return a Cyrillic name in Latin letters, each word with a capital; what is not Cyrillic stays as it is.

    `ukrainian` chooses the rules of that language; None looks at the letters. Empty input gives "".
    """
    name = unicodedata.normalize("NFC", name)
    by_ukrainian = is_ukrainian(name) if ukrainian is None else ukrainian
    table = _RUSSIAN[standard] | {"ў": "w" if standard == "german" else "u"}
    table |= _UKRAINIAN[standard] if by_ukrainian else {"і": "i", "ї": "i", "є": "e", "ґ": "g"}
    return _WORD.sub(lambda match: _word(match.group(), standard, table, by_ukrainian), name)


def _word(word: str, standard: Standard, table: dict[str, str], ukrainian: bool) -> str:
    lower = word.lower()
    if not is_cyrillic(lower):
        return word
    ending = ""
    if ukrainian and lower.endswith("ий"):
        ending = _UKRAINIAN_ADJECTIVE.get(standard, "")
    elif standard in _FINAL_ADJECTIVE and len(lower) > 2:
        ending = _FINAL_ADJECTIVE[standard].get(lower[-2:], "")
    body = lower[:-2] if ending else lower
    pieces: list[str] = []
    for index, letter in enumerate(body):
        before = body[index - 1] if index else ""
        after = lower[index + 1] if index + 1 < len(lower) else ""
        pieces.append(_letter(letter, before, after, standard, table, ukrainian))
    latin = "".join(pieces) + ending
    if standard == "german":
        latin = latin.replace("ks", "x")
    if standard == "french" and lower.endswith(("ин", "ын")):
        latin += "e"
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


def _letter(letter: str, before: str, after: str, standard: Standard, table: dict[str, str], ukrainian: bool) -> str:
    after_vowel_or_sign = not before or before in _VOWELS or before in "ьъ"
    if letter == "е" and after_vowel_or_sign and not ukrainian:
        return _GLIDE.get(standard, table["е"])
    if letter == "ё":
        husher = {"german": "o", "english": "e", "french": "e"}.get(standard)
        return husher if husher and before in _HUSHERS and before else _IO[standard]
    if (
        letter == "с"
        and standard in ("german", "french")
        and before in _VOWELS
        and after in _VOWELS
        and before
        and after
    ):
        return "ss"
    if letter == "г" and standard == "french" and after and after in "еиёыіє" and not ukrainian:
        return "gu"
    if letter in "юяйєї" and ukrainian and before and standard == "passport":
        return {"ю": "iu", "я": "ia", "й": "i", "є": "ie", "ї": "i"}[letter]
    if ukrainian and standard == "passport":
        if letter == "г" and before == "з":
            return "gh"
        if not before and letter in "юяйєї":
            return {"ю": "yu", "я": "ya", "й": "y", "є": "ye", "ї": "yi"}[letter]
    return table.get(letter, "" if letter in "'’" else letter)
