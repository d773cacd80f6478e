"""Long quotations are shortened at a border of the language, and say so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.answer import Cut
from retrieval.text import sentences

_STRONG = re.compile(r"[;:](?=\s)|\s[–—-](?=\s)|[—…](?=\s)")
_COMMA = re.compile(r"[,،、，](?=\s)")
_SPACE = re.compile(r"\s")
_JOINED = ("Mn", "Me", "Mc", "Cf", "Sk")  # what belongs to the character before it
_LOOK_AHEAD = 4  # times the limit; a sentence that runs on for longer counts as holding a negation

# Words that turn a statement round: German, English, French, Russian, Ukrainian, Spanish, Italian, Polish.
_NEGATION = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand\w*|nirgend\w*|kein\w*|weder|ohne|keinesfalls|keineswegs|kaum"
    r"|not|no|never|none|nobody|nothing|neither|nor|nowhere|without|cannot|hardly|\w+n['’]t"
    r"|ne|pas|jamais|rien|aucun\w*|sans|n['’]\w+"
    r"|не|ни|нет|нельзя|никто|никого|никогда|ничто|ничего|без|ні|немає|ніхто|ніколи|нічого"
    r"|nunca|nada|nadie|ningun\w*|sin|non|mai|niente|nessun\w*|senza|nie|nigdy|nikt|bez)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clip:
    """Where a quotation starts and ends, as offsets, and what is lost behind it within its sentence; None if nothing
    is.
    """

    start: int
    end: int
    cut: Cut | None


def clip(text: str, start: int, end: int, *, limit: int, language: str, keep: tuple[int, int] | None = None) -> Clip:
    """Shorten ``text[start:end]`` to at most `limit` code points.

    It ends after the last whole sentence that fits, else at a semicolon, colon or dash, else at a comma, else between
    two words; a border that parts a negation from its sentence is taken only where no other is left, and `cut` says
    "negation" then, since the rest may turn the meaning round.

    Where the span `keep` would be cut off, the quotation starts later, at the last border before it that lets it stand
    whole: that of its sentence, else one within it that no negation comes before. Without such a border it is cut off.
    """
    whole = _shortened(text, start, end, limit=limit, language=language)
    if keep is None or keep[1] <= whole.end:
        return whole
    for later in _later_starts(text, start, keep, limit=limit, language=language):
        clipped = _shortened(text, later, end, limit=limit, language=language)
        if keep[1] <= clipped.end:
            return clipped
    return whole


def _later_starts(text: str, start: int, keep: tuple[int, int], *, limit: int, language: str) -> Iterator[int]:
    """Yield where a quotation may start after `start` and before `keep`, the best border first."""
    first = max(start, keep[0] - limit * _LOOK_AHEAD)
    before = text[first : keep[0]]
    starts = [at for at, _ in sentences.split(text[first : keep[1]], language) if at <= len(before)]
    if first > start and len(starts) < 2:
        return  # The sentence begins out of sight, and what is lost of it may hold a negation.
    begun = starts[-1] if starts else 0
    if begun:
        yield first + begun
    for border in (_STRONG, _COMMA, _SPACE):
        at = max((match.end() for match in border.finditer(before, begun)), default=begun)
        if at > begun and not _NEGATION.search(before, begun, at):
            yield first + at + len(before[at:]) - len(before[at:].lstrip())


def _shortened(text: str, start: int, end: int, *, limit: int, language: str) -> Clip:
    """Shorten ``text[start:end]`` at its end."""
    if end - start <= limit:
        return Clip(start, end, None)
    window = text[start : start + limit + 1]
    ahead = text[start : min(end, start + limit * _LOOK_AHEAD)]
    ends = [last for _, last in sentences.split(ahead, language)]
    whole = [last for last in ends if limit // 3 <= last <= limit]
    if whole:
        return Clip(start, start + whole[-1], "sentence")
    # What follows the last whole sentence: the one that is cut, up to its end as far as that is in sight.
    begun = max((last for last in ends if last < limit // 3), default=0)
    stop = next((last for last in ends if last > limit), len(ahead))
    unseen = stop == len(ahead) and start + stop < end
    for border in (_STRONG, _COMMA, _SPACE):
        places = [m.start() for m in border.finditer(window) if max(limit // 3, begun) <= m.start() <= limit]
        # What the last border parts from its sentence, every border before it does.
        if places and not unseen and not _NEGATION.search(ahead, places[-1], stop):
            return Clip(start, start + len(window[: places[-1]].rstrip()), "clause")
    places = [m.start() for border in (_STRONG, _COMMA) for m in border.finditer(window) if m.start() >= limit // 3]
    spaces = [m.start() for m in _SPACE.finditer(window) if m.start() > 0]
    at = places[-1] if places else spaces[-1] if spaces else _character_border(window, limit)
    return Clip(start, start + max(1, len(window[:at].rstrip())), "negation")


def _character_border(window: str, limit: int) -> int:
    """Return the last place up to `limit` that parts no character from its marks."""
    at = limit
    while at > 1 and (unicodedata.category(window[at]) in _JOINED or window[at - 1] == "\u200d"):
        at -= 1
    return at
