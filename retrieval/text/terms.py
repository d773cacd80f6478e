"""Text into index terms: folded, stemmed, without stop words; compounds, hyphens and numbers made to meet.

What is done to a word is the same for articles and questions of one language, so that both sides meet. Changing
anything here that changes a term raises `ANALYSER_VERSION`: the full-text index is then rebuilt.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache

import Stemmer

from retrieval.languages.word_data import languages, load
from retrieval.text import compounds
from retrieval.text.function_words import function_words

ANALYSER_VERSION = 1

LONGEST_TERM = 64
"""Code points a term is cut to, so that a megabyte without spaces is not a megabyte's term."""

_LONGEST_TOKEN = 256
"""Code points of a token that are looked at: nine words joined by hyphens fit."""

_CACHED_WORDS = 100_000
"""Words whose terms are kept: the vocabulary of some thousand articles, about 30 MB when full."""

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

# Invisible characters (soft hyphen, zero-width, direction marks, variation selectors) and combining marks left over
# after composition go; apostrophes and hyphens become one each.
_REMOVED = [(0xAD, 0xAD), (0x300, 0x36F), (0x61C, 0x61C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)]
_REMOVED += [(0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)]
_CLEAN: dict[int, str | None] = {
    **dict.fromkeys(code for first, last in _REMOVED for code in range(first, last + 1)),
    **dict.fromkeys([0x2018, 0x2019, 0x201B, 0x2BC, 0x2B9, 0x60, 0xB4, 0x2032], "'"),
    **dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2043, 0x2212], "-"),
}
_TOKEN = re.compile(
    r"(?<![\w.,])\d{1,3}(?:(?P<group>[., '])\d{3}(?:(?P=group)\d{3})*+)(?:[.,]\d{1,2})?(?![\w]|[.,]\d)"  # 100.000
    r"|(?<![\w.,])\d+[.,]\d+(?![\w]|[.,]\d)"  # 3,5
    r"|(?<!\w)(?:[^\W\d_]\.){2,8}+"  # U.S.
    r"|[^\W_]+(?:['-][^\W_]+){0,8}+"
)
_PIECE = re.compile(r".{1,1000}(?=\s)|.{1,1000}", re.DOTALL)
"""What is normalised at a time, up to a blank: marks out of order take time with the square of their number."""

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_UKRAINIAN_ENDING = re.compile(
    r"(?:ами|ями|ові|еві|єві|ому|ему|ого|його|ими|іми|ої|ою|ею|єю|ій|ий|их|іх|ам|ям|ах|ях|ів|їв|ом|ем|єм|ться|тися|"
    r"ють|уть|ить|ать|ять|ти|ла|ло|ли|[аеєиіїоуюяьй])$"
)
_stemming = threading.Lock()


def terms(text: str, language: str) -> list[str]:
    """Return the index terms of `text` in order of appearance, stop words left out, parts right after their whole.

    Terms are lower case and hold letters and digits only, at most `LONGEST_TERM` code points each. In German, umlauts
    meet their two-letter and bare spellings ("Müller", "Mueller", "Muller") and compounds are followed by their
    parts. Numbers lose their thousands marks and their decimal mark becomes "d" ("2,5" and "2.5" are "2d5"). Text
    without words gives an empty list.
    """
    clean = "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text)).translate(_CLEAN)
    found: list[str] = []
    for match in _TOKEN.finditer(clean):
        found += _terms_of(match[0][:_LONGEST_TOKEN], language)
    return found


@lru_cache(maxsize=_CACHED_WORDS)
def _terms_of(token: str, language: str) -> tuple[str, ...]:
    """Return the terms of one token: a number, a word, or words joined by hyphens or apostrophes."""
    if token[0].isdigit() and not token.isalnum() and "-" not in token:
        return _number(token)
    if "." in token:
        token = token.replace(".", "")
    if "-" in token:
        parts = [term for part in token.split("-") for term in _word_terms(part, language)]
        whole = _word_terms(token.replace("-", ""), language)[:1]
        return (*whole, *parts)
    return _word_terms(token, language)


def _number(token: str) -> tuple[str, ...]:
    """Return a number without thousands marks, the decimal mark as "d"; leading zeros go."""
    marks = [mark for mark in token if not mark.isdigit()]
    groups = re.split(r"[^\d]", token)
    thousands = len(groups[1]) == 3 and (len(groups) == 2 or marks[0] == marks[-1] or len(groups[-1]) < 3)
    if not thousands:
        return ("d".join([groups[0].lstrip("0") or "0", *groups[1:]])[:LONGEST_TERM],)
    decimals = groups.pop() if len(groups[-1]) < 3 else ""
    whole = "".join(groups).lstrip("0") or "0"
    return ((f"{whole}d{decimals}" if decimals else whole)[:LONGEST_TERM],)


def _word_terms(word: str, language: str) -> tuple[str, ...]:
    """Return the term of a word without hyphens, then those of the parts if it is a German compound."""
    folded = _elision().sub("", word.casefold(), count=1)
    folded = folded.removesuffix("'s").replace("'", "")
    if folded in function_words(language) or not folded:
        return ()
    if _UNSPACED.search(folded):
        return _pairs(folded)
    if folded.isdigit():
        return (folded[:LONGEST_TERM].lstrip("0") or "0",)
    whole = stem(folded, language)
    if language != "de":
        return (whole,)
    parts = [stem(part, language) for part in compounds.split(folded)]
    return (whole, *(part for part in parts if part != whole))


def stem(word: str, language: str) -> str:
    """Return the stem of a case-folded word, accents folded, at most `LONGEST_TERM` code points."""
    word = word[:LONGEST_TERM]
    if language == "uk":
        return _bare(_UKRAINIAN_ENDING.sub("", word, count=1)) if len(word) > 4 else _bare(word)
    if (algorithm := _ALGORITHMS.get(language)) is None:
        return _bare(word)
    with _stemming:  # a Stemmer is not made for several threads
        return _bare(_stemmer(algorithm).stemWord(word.replace("ё", "е")))


@cache
def _elision() -> re.Pattern[str]:
    """Return what is left out before an apostrophe, of all languages: a French name is quoted in German, too."""
    elided = sorted(frozenset().union(*(load(language, "text").words("elisions") for language in languages("text"))))
    return re.compile(rf"\A(?:{'|'.join(elided)})'", re.IGNORECASE)


@lru_cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """Return the Snowball stemmer; its own cache is off, because whole tokens are cached here."""
    return Stemmer.Stemmer(algorithm, 0)


def _bare(word: str) -> str:
    """Return the word without accents on Latin and Greek letters; Cyrillic й and ї are letters of their own."""
    if word.isascii():
        return word
    return "".join(char if "\u0400" <= char <= "\u04ff" else unicodedata.normalize("NFD", char)[0] for char in word)


def _pairs(run: str) -> tuple[str, ...]:
    """Return the overlapping pairs of letters of a script written without spaces (Chinese, Japanese, Thai)."""
    return tuple(run[place : place + 2] for place in range(max(1, len(run) - 1)))
