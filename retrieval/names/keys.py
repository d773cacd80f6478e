"""Name → keys: what the spellings of one name in several languages and scripts have in common.

A key is the sound of the name (see `readings`) with the differences removed that no two spellings agree on: doubled
letters, the glide before e and u, voice inside the word, the ending of Slavic surnames. A name that several languages
would read differently has several keys; two spellings belong together when one key of each is the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from . import readings
from .inflection import cyrillic_bases, latin_bases, without_possessive
from .pinyin import palladius
from .transliteration import is_cyrillic

MAX_KEYS = 4
# Code points; no name is longer, and what follows cannot make the work grow.
_MAX_RAW, _MAX_NAME = 256, 40

# Endings that only Slavic surnames have, and letters together that no other language writes so.
_ADJECTIVE = "[iy]|[iy]j|[iy]y|[iy]i|a|a[yjiï]a|o[iyjï]"
_SLAVIC = re.compile(
    rf"(?:[oeë]v(?:a|yc?h)?|[bdghkmnpqrstvzcčš]ow(?:a|ytsch)?|[kvnlzdrtjs]ewa?|(?:[sc]|ts|z|tz)k(?:{_ADJECTIVE})|enko|"
    r"(?:tch|tsch|ch|č)(?:o?u)[kc]|j?uk|[oeaiu][wv](?:itsch|ich|ič|ych|itch|ytsch|yč)|(?<![^k]h)[oe]ff|[vn]ets)$"
    r"|tsch|tch|shch|chtch|kh|zh|schtsch|šč|ŝ|szcz|rz|[bvpdtzsrnlmw]j[aeou]|yy|û|â|[vw]sk|^ye[lv]|^jew|^je[lv]|^iou|^iev"
    r"|j(?=[bcdfgklmnprstvz])|ou.*ine$|^ia.*ine$|ch.*ine$"
)
# Beyond doubt: no reading of another language is worth a key.
_SURELY_SLAVIC = re.compile(
    rf"[^e]ova$|[bdghkmnpqrstvzcčš]owa$|[oe]va$|[^a]ewa$|[lnmkhv]sk(?:{_ADJECTIVE})$|enko$|[bdgkmnprstvzjycčš][oeë]vs?$"
    r"|tsch|shch|chtch|[šž].*(?:in|uk|ič)$"
)
_MAYBE_SLAVIC = re.compile(
    r"(?:[iy]ne?|u[ck]|[iy]ch|itch|itsch|ič|ic|ić|off|[aeo]j|ïs?)$|[sc]z|^[sz]|^j(?!ean)|[bvpdtzsrnlmw][yji][aou]"
)
_NOT_GERMAN = re.compile(r"v|kh|zh|(?<!s)sh|[čšžŝâû]|y[aou]|ts(?!ch)|^ye|(?<!s)(?<!t)tch")
_NOT_FRENCH = re.compile(r"w|sh|zh|y[aou]|[čšž]|sch|^ye")
_NOT_SCIENTIFIC = re.compile(r"[wïy]h?[aou]|w|sh|sch|kh|tch|ou|ts|zh")
_FRENCH = re.compile(
    r"[éèêëàâçôîûœ]|(?:eaux?|ault|oux?|ieux?|ier|ien|[tnls][tnls]e|in?e|oi[sx]|oir|gny|and|ard|ert|ot|et|at|ois)$"
    r"|oi|ou|gn|ill[aeoé]|qu|^j|eu"
)
_SURELY_FRENCH = re.compile(r"eau|ault$|oux$|eux$|^jean|^guill|oi[sx]$|[tl]te$|è|œ")
_GERMAN = re.compile(
    r"[äöüß]|sch|tz|ck|chs|dt$|mann$|stein|burg$|berg|dorf$|bach$|ei|meyer$|h[lnmr]|^v|ie|eu|z|^s|ae|oe|ue"
)
_UMLAUT = re.compile("[äöüß]")
_SURELY_GERMAN = re.compile(r"[äöüß]|sch(?:[lmrw]?[aeo]|[tk]?$)|tz$|dt$|mann$|stein$|burg$|bach$")
# Letters that of the languages with Latin letters only Turkish and its neighbours have, with ç; and endings.
_TURKISH = re.compile(r"[ğış]|ç(?:[lkiıöü]|$)|(?<=..)can$|o[gğ]lu$")
_ROMANCE = re.compile(r"[cgz][eiahz]|[ñóáíúãõ]|gl|gn|ll|zz|qu|j|h|ch")
# Hepburn syllables (modified Hepburn, the romanisation of Japanese passports).
_JAPANESE = re.compile(
    r"(?:(?:[kgnhbpmr]y?|sh|ch|ts|[sztdjfwy]|kk|ss|ssh|tt|tch|pp)?[aiueoōūâîûêô]|n(?=[^aeiouōūy]|$)|m(?=[bpm]))+"
)
_KNOWN = frozenset(
    "abcdefghijklmnopqrstuvwxyzáàâäãåāăąæœéèêëēėęěíìîïīįıóòôöõøōőúùûüūůűýÿčćçşšśŝșžźżñńňņłľļĺřŕďđðťţțþğģķħŋĵĉßʹʺ"
)


_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


@lru_cache(maxsize=1 << 16)
def keys(name: str) -> frozenset[str]:
    """Return the one to four keys of a single name, lower-case ASCII letters only; the empty set for no letters.

    Case endings are undone and women's forms folded into men's (Рябкова is the genitive of Рябков and the surname of
    his wife). Of a name of several words the last one, the surname, counts.
    """
    return frozenset(ordered_keys(name))


@lru_cache(maxsize=1 << 16)
def ordered_keys(name: str) -> tuple[str, ...]:
    """Return the keys of `keys`, the likeliest reading first."""
    words = name[:_MAX_RAW].split()
    word = clean(words[-1]) if words else ""
    if not word:
        return ()
    found = _cyrillic_keys(word) if is_cyrillic(word) else _latin_keys(word)
    if not found and any(letter.isalpha() for letter in word):
        found = [_exact(word)]
    return tuple(dict.fromkeys(found))[:MAX_KEYS]


@lru_cache(maxsize=1 << 16)
def clean(word: str) -> str:
    """Return one word in lower case and composed, without possessive, apostrophes, hyphens, odd marks."""
    if word.isascii() and word.isalpha():
        return word[:_MAX_NAME].lower()
    word = without_possessive("".join(c for c in word[:_MAX_RAW] if unicodedata.category(c) != "Cf"))
    composed = unicodedata.normalize("NFKC", word).lower()
    letters = (
        c if c in _KNOWN or is_cyrillic(c) else unicodedata.normalize("NFD", c)[:1]
        for c in composed[:_MAX_RAW]
        if c.isalpha() and c not in "ʹʺ"
    )
    return "".join(letters)[:_MAX_NAME]


def unmarked(word: str) -> str:
    """Return a lower-case word with its letters bare of marks (š as s, ł as l)."""
    decomposed = unicodedata.normalize("NFD", word.translate(_BARE))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 12)
def heard_keys(word: str) -> frozenset[str]:
    """Return the keys of a name, of a Cyrillic one those of what it may be written by ear from as well.

    For the side of a question only: there may be more than `MAX_KEYS`.
    """
    found = set(keys(word))
    lower = every = clean(word)
    for cyrillic, sound in _BY_EAR if is_cyrillic(lower) else ():
        if cyrillic in lower:
            found |= keys(lower.replace(cyrillic, sound))
            every = every.replace(cyrillic, sound)
    return frozenset(found | keys(every))


def skeleton(key: str) -> str:
    """Return what two scripts keep of a key when they write a name by ear: consonants, voiced and hushed as one."""
    return key.translate(_SKELETON)


def is_slavic(word: str) -> bool:
    """Return whether a lower-case Latin name has the shape of a Slavic surname beyond doubt."""
    return _SLAVIC.search(word) is not None


@lru_cache(maxsize=1 << 14)
def latin_keys_as_written(word: str) -> frozenset[str]:
    """Return the keys of a Latin name without what only pronunciation makes alike (Brown and Braun)."""
    # Two letters for one long vowel of English: Cook isn't Koc.
    lower = clean(word).replace("oo", "u").replace("ee", "i")
    found: list[str] = []
    for base in latin_bases(lower):
        if is_slavic(base) or _MAYBE_SLAVIC.search(base):
            found += _slavic_readings(base)
        found.append(fold(readings.continental(base)))
        found.append(fold(readings.continental(re.sub("(?<=[aou])e", "", base))))
        if re.search("[äöü]", base):
            found.append(fold(readings.continental(base.replace("ö", "o").replace("ä", "a"))))
    return frozenset(key for key in found if key) or keys(word)


def _exact(word: str) -> str:
    """Return a key for a script without a reading: its code points in letters, met by the same spelling only."""
    return "y" + "".join("".join(chr(97 + int(digit, 16)) for digit in f"{ord(c):x}") + "y" for c in word[:12])


def _cyrillic_keys(word: str) -> list[str]:
    bases = cyrillic_bases(word)
    found = [fold(readings.cyrillic(base)) for base in bases]
    first = bases[0]
    if "э" in first:
        found.insert(1, fold(readings.cyrillic(first.replace("э", "ә"))))
    if "ё" in first:
        found.insert(1, fold(readings.cyrillic(first.replace("ё", "е"))))
    if "г" in first and not _CYRILLIC_SURNAME.search(first):
        # г stands for h in names from abroad (Гельмут) and in Ukrainian ones; of surnames the Latin side offers both.
        found.append(fold(readings.cyrillic(first.replace("г", "х"))))
    if "оу" in first:
        # French writes у as ou.
        found.append(fold(readings.cyrillic(first.replace("оу", "у"))))
    return [key for key in found if key]


def _latin_keys(word: str) -> list[str]:
    bases = latin_bases(word)
    found = [_readings_of(base) for base in bases]
    if mandarin := palladius(word):
        # Long, Lang and Wang are of several languages: a further reading.
        found.append([fold(readings.cyrillic(mandarin))])
    # The likeliest reading of every form first (Müllers: müllers, müller, mullers, muller), then the others.
    first = [form[0] for form in found] + [
        _readings_of(plain)[0] for plain in map(unmarked, bases) if plain not in bases
    ]
    return [key for key in [*first, *(key for form in found for key in form)] if key]


def _readings_of(word: str) -> list[str]:
    if _SURELY_SLAVIC.search(word):
        return _slavic_readings(word)
    if is_slavic(word):
        found = _slavic_readings(word)[: MAX_KEYS - 1]
        chosen = [readings.english] if re.search("[oe]w$", word) else [readings.continental]
        return _added(found, chosen, word)
    # Nobody writes a Slavic name with umlauts.
    found = _slavic_readings(word)[:2] if _MAYBE_SLAVIC.search(word) and not _UMLAUT.search(word) else []
    if _TURKISH.search(word):
        return _added([fold(readings.turkish(word)), *found], [readings.continental], word)
    if _JAPANESE.fullmatch(word):
        german = [readings.german] if _GERMAN.search(word) else []
        return _added([fold(readings.japanese(word)), *found], [readings.continental, *german, readings.english], word)
    if _SURELY_GERMAN.search(word):
        return _added(found, [readings.continental, readings.german], word)
    chosen = [readings.continental, readings.english]
    if _GERMAN.search(word):
        chosen.insert(1, readings.german)
    if _SURELY_FRENCH.search(word):
        chosen.insert(0, readings.french)
    if "ch" in word and not _NOT_FRENCH.search(word):
        chosen.append(readings.slavic_french)
    if _FRENCH.search(word):
        chosen.append(readings.french)
    if _ROMANCE.search(word):
        chosen += [readings.spanish, readings.romance]
    return _added(found, chosen, word)


def _added(found: list[str], chosen: list[readings.Reading], word: str) -> list[str]:
    """Return the keys found and those of further readings, without repeats, no more than a name may have."""
    more = dict.fromkeys(found)
    for sound in dict.fromkeys(reading(word) for reading in chosen):
        if len(more) >= MAX_KEYS:
            break
        more[fold(sound)] = None
    return list(more)


def _slavic_readings(word: str) -> list[str]:
    sounds = [readings.slavic(word)]
    if not _NOT_GERMAN.search(word):
        german = readings.slavic_german(word)
        sounds.append(german)
        if german.startswith("s"):
            sounds.append("z" + german[1:])
    if not _NOT_FRENCH.search(word):
        # The French ending -ine is the surest sign of its system.
        sounds.insert(0 if word.endswith("ne") else len(sounds), readings.slavic_french(word))
    if "ch" in word and not _NOT_SCIENTIFIC.search(word):
        sounds.append(readings.slavic_scientific(word))
    if _IO.search(word):
        sounds.insert(1, readings.slavic(_IO.sub("e", word)))
    if _PLAIN_H.search(word):
        ukrainian = _PLAIN_H.sub("g", word)
        sounds.insert(1, readings.slavic(ukrainian))
        if "ou" in word:
            sounds.append(readings.slavic_french(ukrainian))
    return list(dict.fromkeys(map(fold, dict.fromkeys(sounds))))


# How Russian writes by ear what the few readings of Latin letters sound otherwise: English vowels (Wallace, Stone,
# Harry, Michael, Davis), tch (Mitchell), J (Jack, Jacobs), and s that is sh (Hungarian, Portuguese).
_BY_EAR = tuple(
    pair.split() for pair in ("уо ва", "эй а", "ей а", "ай и", "оу о", "э а", "тч ч", "дж ж", "и е", "ш с", "ау оу")
)
_SKELETON = str.maketrans("bdgzwqcvh", "ptkssssfk", "aeiouy")
# What Ukrainian г becomes, and Russian г never.
_PLAIN_H = re.compile(r"(?<![scktzw])h")
_CYRILLIC_SURNAME = re.compile(r"(?:[оеёє]в|[иіы]н|[сц]ь?кий|енко|[ую]к|ич)$")
# Writers of ё in other letters, most of whom leave its dots out: Fyodorov, Fedorov.
_IO = re.compile(r"(?<=[bdfgklmnprstvwxz])[jyi]o")
_DOUBLED = re.compile(r"([a-z])\1+")
_NO_KEY = re.compile(r"[^a-z]")
_GLIDE = re.compile(r"i+(?=[eu])")
_YO = re.compile(r"(?:iov|(?<=[wqc])ov)$")
_SK_ENDING = re.compile(r"(?<=.[sc]k)(?:i|a|aia|oi)$")


def fold(sound: str) -> str:
    """Return the key of a sound: without the differences that spellings of one name do not agree on."""
    key = sound if sound.isascii() and sound.isalpha() else _NO_KEY.sub("", sound)
    key = _DOUBLED.sub(r"\1", key)
    if "w" in key:
        # German st and sp are written шт and шп, as they are spoken, or ст and сп: Stein, Штейн, Стайн.
        key = key.replace("wt", "st").replace("wp", "sp")
    # Voice inside a word is written by some systems only: German s stands for с and з.
    if "z" in key or "ds" in key:
        key = key.replace("dz", "z").replace("ds", "z")
        key = key[:1] + key[1:].replace("z", "s")
    if "i" in key:
        key = _GLIDE.sub("", key)
    key = _DOUBLED.sub(r"\1", key)
    if key.endswith(("of", "ef")):
        key = key[:-1] + "v"
    elif key.endswith(("ova", "eva")) and len(key) > 4:
        key = key[:-1]
    if key.endswith("ov"):
        key = _YO.sub("ev", key)
    return _SK_ENDING.sub("", key)
