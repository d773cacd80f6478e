"""Cyrillic names in Latin letters, by each of the standards that news and documents use.

Sources: German, Duden's transcription table (the popular counterpart of DIN 1460); English, BGN/PCGN 1947 (Russian) and
1965 (Ukrainian) in the simplified form of English news (final -y for -iy and -yy, no signs for ь and ъ); French, the
transcription of the French press (Imprimerie nationale); passport, ICAO Doc 9303 part 3 for Russian and Cabinet
resolution no. 55 of 2010 for Ukrainian; scientific, DIN 1460-1:1982 (the scholars' ja, ju, šč) and ISO 9:1995 (one
letter for one letter).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Standard = Literal["german", "english", "french", "passport", "scientific", "iso9"]

_STANDARDS: tuple[Standard, ...] = ("german", "english", "french", "passport", "scientific", "iso9")
# Columns as in _STANDARDS; "-" is no letter at all.
_RUSSIAN_TABLE = """
а a a a a a a
б b b b b b b
в w v v v v v
г g g g g g g
д d d d d d d
е e e e e e e
ё jo yo io e ë ë
ж sch zh j zh ž ž
з s z z z z z
и i i i i i i
й i y ï i j j
к k k k k k k
л l l l l l l
м m m m m m m
н n n n n n n
о o o o o o o
п p p p p p p
р r r r r r r
с s s s s s s
т t t t t t t
у u u ou u u u
ф f f f f f f
х ch kh kh kh ch h
ц z ts ts ts c c
ч tsch ch tch ch č č
ш sch sh ch sh š š
щ schtsch shch chtch shch šč ŝ
ъ - - - ie ʺ ʺ
ы y y y y y y
ь - - - - ʹ ʹ
э e e e e ė è
ю ju yu iou iu ju û
я ja ya ia ia ja â
ў w u u u ŭ ŭ
"""
# What Ukrainian does otherwise than Russian.
_UKRAINIAN_TABLE = """
г h h h h h h
ґ g g g g g g
и y y y y y y
і i i i i i i
ї ji yi ï i ji ï
є je ye ie ie je ê
й j y ï i j j
"""


def _table(rows: str) -> dict[Standard, dict[str, str]]:
    columns: dict[Standard, dict[str, str]] = {standard: {} for standard in _STANDARDS}
    for row in rows.strip().splitlines():
        letter, *latin = row.split()
        for standard, piece in zip(_STANDARDS, latin, strict=True):
            columns[standard][letter] = "" if piece == "-" else piece
    return columns


_RUSSIAN = _table(_RUSSIAN_TABLE)
_UKRAINIAN = _table(_UKRAINIAN_TABLE)
_GLIDE: dict[Standard, str] = {"german": "je", "english": "ye", "french": "ïe"}
_FINAL_ADJECTIVE: dict[Standard, dict[str, str]] = {
    "german": {"ий": "i", "ый": "y", "ій": "ij"},
    "english": {"ий": "y", "ый": "y", "ій": "iy"},
    "french": {"ий": "i", "ый": "y", "ій": "iï"},
}
_UKRAINIAN_ADJECTIVE: dict[Standard, str] = {"german": "yj", "english": "yi", "french": "y", "passport": "yi"}
_VOWELS = frozenset("аеёиоуыэюяіїє")
_HUSHERS = frozenset("жчшщ")
UKRAINIAN_LETTERS = frozenset("іїєґ")
CYRILLIC = frozenset({"be", "bg", "mk", "ru", "sr", "uk"})
"""The languages that are written in Cyrillic, ISO 639-1."""
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def is_cyrillic(text: str) -> bool:
    """Return whether the text holds a letter of the Cyrillic blocks."""
    return not text.isascii() and _CYRILLIC.search(text) is not None


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
    table = _RUSSIAN[standard] | (_UKRAINIAN[standard] if by_ukrainian else {"і": "i", "ї": "i", "є": "e", "ґ": "g"})
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
    if letter == "е" and standard == "french" and not ukrainian and (not before or before in "иьъ"):
        return "ie" if before in ("ь", "ъ") else "e"
    if letter == "е" and after_vowel_or_sign and not ukrainian:
        return _GLIDE.get(standard, table["е"])
    if letter == "ё":
        husher = {"german": "o", "english": "e", "french": "e"}.get(standard)
        return husher if husher and before in _HUSHERS and before else table["ё"]
    if letter == "с" and standard in ("german", "french") and before in _VOWELS and after in _VOWELS:
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
    return table.get(letter, "" if letter in "'’ʼ" else letter)
