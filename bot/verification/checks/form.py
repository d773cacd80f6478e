"""Form: a claim is one plain sentence in its language, with nothing in it that Discord or a terminal would act on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from bot.verification.claims import LANGUAGES, Claim, Fault
from retrieval.text.function_words import languages_by_word
from retrieval.text.sentences import split

LONGEST = 300
"""Characters of a claim."""

_DOMAIN = re.compile(r"[a-z]{2,}://|\bwww\.|[A-Za-z0-9]\.[a-z]{2,}\b")
_MENTION = re.compile(r"@|<[#@:/a]|(?<!\w)#")
# An asterisk may join the forms of a German word: Bürger*innen.
_MARKDOWN = re.compile(r"[`\\<>{}|_]|~~|(?<!\w)\*|\*(?!\w)|^\s*(?:[-+•>]|\d+[.)])\s|\]\(")
_BRACKETED = re.compile(r"[\[\]【】]|\(\d{1,3}\)")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ALIEN = {"ru": re.compile("[іїєґ]"), "uk": re.compile("[ыэъё]")}
"""Letters that a language doesn't have."""
_BLANKS = " \u00a0\u202f"
_MARKS = 2
"""Combining marks on a letter; more is noise that runs into the lines around it."""
_LEAD = 2
"""Function words by which another language must lead."""


def check(claim: Claim) -> Iterator[Fault]:
    """Yield a fault for each rule of form that a claim breaks; of one that is too long nothing else is read."""
    text = claim.text
    if not _WORD.search(text):
        yield Fault("form", "empty", text[:LONGEST])
        return
    if len(text) > LONGEST:
        yield Fault("form", "too_long", f"{len(text)}", f"{LONGEST}")
        return
    rules = (("address", _DOMAIN), ("mention", _MENTION), ("markdown", _MARKDOWN), ("bracketed_number", _BRACKETED))
    for code, pattern in rules:
        if found := pattern.search(text):
            yield Fault("form", code, found[0])
    if odd := next((char for char in text if _is_odd(char)), "") or _crowded(text):
        yield Fault("form", "control_character", f"U+{ord(odd):04X}")
    if any(mark in text for mark in "?？⁇"):
        yield Fault("form", "question", "?")
    if len(split(text, claim.language)) != 1:
        yield Fault("form", "several_sentences", text)
    if (language := _other_language(text, claim.language)) is not None:
        yield Fault("form", "language", language, claim.language)


def _is_odd(char: str) -> bool:
    """Return whether a character is not to be seen or moves others: control, format, private use, line separator."""
    category = unicodedata.category(char)
    return category[0] == "C" or category in ("Zl", "Zp") or (category == "Zs" and char not in _BLANKS)


def _crowded(text: str) -> str:
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > _MARKS:
            return char
    return ""


def _other_language(text: str, language: str) -> str | None:
    """Return another language that a claim seems to be in, None where it may be in its own."""
    if language not in LANGUAGES:
        return language
    lower = text.lower()
    words = _WORD.findall(lower)
    cyrillic = len(_CYRILLIC.findall(lower)) * 2 > sum(map(len, words))
    if cyrillic != (language in _ALIEN):
        return "ru" if cyrillic else "en"
    counts = Counter(code for word in words for code in languages_by_word().get(word, ()))
    if cyrillic and (alien := _ALIEN[language].search(lower)) and not counts[language]:
        return alien[0]
    others = [(count, code) for code, count in counts.items() if code != language]
    most, best = max(others, default=(0, ""))
    return best if most >= counts[language] + _LEAD else None
