"""Text → words with what stands between them, and the runs of capitalised words in which names are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .inflection import without_possessive
from .shapes import is_given
from .words import everywhere, own_or_default, people

# A word: letters, marks and joined parts, in group 1; written so that no letter is tried twice. An elided French or
# Italian article before a name is none of it (d'Emmanuel).
WORD = re.compile(
    r"(?:[dl]['’](?=[A-ZÀ-ÖØ-Þ]))?([^\W\d_][^\W_]*(?:[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f'’ʼ\-‐‑]+[^\W_]+)*)"
)
_GAP = re.compile(r"\.?[ \t\u00a0\u202f]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'“”«»‘’)\]]*\s*$|\n\s*$|[\"“„»«]\s*$")
_LETTERS = re.compile(r"[^\W\d_]+$")
# Words; a longer run is a headline or a list.
_MAX_RUN = 7


class Token(NamedTuple):
    """One word of a text; `joined` if one blank, or an abbreviation's full stop and a blank, part it from the last."""

    start: int
    end: int
    text: str
    opens_sentence: bool
    joined: bool

    @property
    def lower(self) -> str:
        """Return the word in lower case."""
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """Return whether the word begins with a capital letter."""
        return self.text[0].isupper()


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order."""
    end = 0
    for match in WORD.finditer(text):
        start = match.start(1)
        between = text[end:start]
        dot = between.startswith(".")
        abbreviation = dot and _abbreviates(text, end)
        # Sentence ends are looked for in the last few characters only; a longer gap ends the run anyway.
        opens = end == 0 or (not abbreviation and _SENTENCE_END.search(between[-12:]) is not None)
        joined = end > 0 and len(between) <= 2 and _GAP.fullmatch(between) is not None and (not dot or abbreviation)
        yield Token(start, match.end(), match.group(1), opens, joined)
        end = match.end()


def runs(words: list[Token], language: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words, particles between them included, as [first, last) in `words`."""
    index = 0
    while index < len(words):
        if not words[index].capital:
            index += 1
            continue
        end = index + 1
        while end - index < _MAX_RUN and (reach := _next(words, end, language)) is not None:
            end = reach
        yield index, end
        index = end


def _next(words: list[Token], end: int, language: str) -> int | None:
    """Return where the run that ends at `end` goes on to, None if it stops there."""
    if end >= len(words) or not words[end].joined:
        return None
    if without_possessive(words[end - 1].text) != words[end - 1].text:
        return None
    if words[end].capital:
        return end + 1
    particles = people("particles")
    reach = end
    while reach < len(words) and reach < end + 3 and words[reach].joined and words[reach].lower in particles:
        reach += 1
    if reach == end or reach >= len(words) or not words[reach].joined or not words[reach].capital:
        return None
    return reach + 1 if _joins_names(words[end - 1], words[end], language) else None


def _joins_names(before: Token, particle: Token, language: str) -> bool:
    return particle.lower not in own_or_default("ambiguous_particles", language) or is_given(before.text)


def _abbreviates(text: str, end: int) -> bool:
    """Return whether the full stop at `end` belongs to an initial or a title: "J.", "Dr."."""
    word = _LETTERS.search(text[max(0, end - 6) : end])
    return word is not None and (len(word.group()) == 1 or word.group().lower() in everywhere("abbreviated_titles"))
