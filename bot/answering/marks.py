"""Beleg's marks, and article text that can't imitate them.

An answer has lines of quotations, each behind a `BAR`, and lines of Beleg's own. Article text never ends a line, so it
can't leave the first kind; into the second it comes only as a `field`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from retrieval.text.cleaning import BYTE_ORDER_MARK, DIRECTION_MARKS, INVISIBLE, JOINERS, is_safe

BAR = "│ "
"""Begins the line of a quotation and no other line."""

SEPARATOR = " · "
"""Stands between the fields of a line, and in none of them."""

_LINE_ENDS = frozenset("\n\r\t\v\f\x85\u2028\u2029")
# Letters and a pattern that have no shape, so that a run of them could push what follows to the start of a row.
_BLANK = r"\s\u115f\u1160\u2800\u3164\uffa0"
_BLANKS = re.compile(rf"[{_BLANK}](?:[{INVISIBLE}{DIRECTION_MARKS}]*[{_BLANK}])+")
# Letters and digits that look bold or italic without being marked up: bold is for the words that answer.
_STYLED = re.compile("[\U0001d400-\U0001d7ff]")

# Square brackets and what looks like them: full-width, lenticular, tortoise-shell, white, with a quill, and ceilings.
_OPENING, _CLOSING = r"\[［【〔〖〘〚⟦⟬⁅﹇❲⦋⦍⦏⸢⸤⌈⌊⎡⎢⎣⦗﹝", r"\]］】〕〗〙〛⟧⟭⁆﹈❳⦌⦎⦐⸣⸥⌉⌋⎤⎥⎦⦘﹞"
_BRACKETED = re.compile(rf"([{_OPENING}])([^{_OPENING}{_CLOSING}]*)([{_CLOSING}])")
_BETWEEN_NUMBERS = frozenset(",;.&+#-‐‑‒–—―")
_LIKE_ONE, _LIKE_DIGITS = frozenset("lı|ǀӀ∣Ɩ"), frozenset("IІΙOoОоΟο")
_OMISSION = re.compile(r"[…‥⋯︙⋮]|[.·]{2}")

# Dots that look like the separator's, but where they part letters, as in "col·legi" and "ジョー・バイデン".
_DOTS = "·•‧∙⋅・･․⸱⸳ꞏ·ᐧ᛫●⚫◦∘▪◾⬤⦁⁃‣𐄁ㆍ﹒ꓸˑ⋄⠁⠂⠄⠈⠐⠠"
_SEPARATING = re.compile(rf"(?<![^\W_])[{_DOTS}]|[{_DOTS}](?![^\W_])")
# A terminal links what begins so by itself, and a reader takes it for Beleg's link.
_HIDDEN = f"[{INVISIBLE}{DIRECTION_MARKS}]*"
_ADDRESS = re.compile(rf"(?<=\w)[:：﹕︓ː∶꞉]{_HIDDEN}[/／⁄∕⧸]{_HIDDEN}[/／⁄∕⧸]")
_WWW = re.compile(r"\b(www)\.(?=\w)", re.IGNORECASE)
_BARS = "│┃|¦❘｜︱▏▎▍▌▋▊▉█>＞﹥❯"
_DOUBLE_MARKS = re.compile('["„“”‟«»＂〝〞〟″❝❞]')
_LEFT_TO_RIGHT = "\u200e"


def printable(text: str) -> str:
    """Return article text, or any text that is not ours, for a quotation: one line, nothing that steers a terminal.

    Line ends become spaces; control characters, bidirectional overrides and lone surrogates are dropped, runs of blanks
    become one, letters that are bold by themselves plain ones. Numbers and omissions in square brackets get round ones,
    since those in square ones are Beleg's, and addresses "[:]" for their colon, "www[.]" for "www.".
    """
    kept = (" " if c in _LINE_ENDS else c for c in text if c in _LINE_ENDS or (is_safe(c) and c != BYTE_ORDER_MARK))
    line = _STYLED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), "".join(kept))
    line = unmarked(_BLANKS.sub(" ", line)).strip()
    return _WWW.sub(r"\1[.]", _ADDRESS.sub("[:]//", line))


def unmarked(text: str) -> str:
    """Return text of the same length with round brackets for square ones around numbers and omissions."""
    return _BRACKETED.sub(lambda found: f"({found[2]})" if _imitates(found[2]) else found[0], text)


def imitations(text: str) -> list[str]:
    """Return what in `text` could be taken for a marker: numbers in square brackets or what looks like them."""
    return [found[0] for found in _BRACKETED.finditer(text) if _is_number(found[2])]


def field(text: str, *, at_most: int) -> str:
    """Return a title, a name or a path for a line that Beleg's own words stand in, too; at most that many code points.

    Beside what `printable` does, nothing in it is invisible, dots that could be separators are slashes, and no bar
    begins it. Around text that runs from right to left stand invisible marks that keep the line's order.
    """
    shown = "".join(c for c in printable(text) if c in JOINERS or unicodedata.category(c) != "Cf")
    line = " ".join(re.sub(f"[{_BLANK}]", " ", shown).split())
    line = _SEPARATING.sub("/", line).lstrip(_BARS + " ")
    line = line if len(line) <= at_most else line[: at_most - 1] + "…"
    return f"{_LEFT_TO_RIGHT}{line}{_LEFT_TO_RIGHT}" if _runs_left(line) else line


def name_field(text: str, *, at_most: int) -> str:
    """Return a person's, agency's or publisher's name as a `field` without double quotation marks and brackets."""
    round_ones = re.sub(f"[{_OPENING}]", "(", re.sub(f"[{_CLOSING}]", ")", text))
    return field(_DOUBLE_MARKS.sub("'", round_ones), at_most=at_most)


def address(url: str) -> str:
    """Return a web address with all in it percent-encoded that could be taken for Beleg's marks or turn their order."""
    brackets = "[]" if unmarked(url) != url else ""
    return "".join(quote(c, errors="replace") if c in brackets or not _is_plain(c) else c for c in url)


def attribution(n: int, told: Sequence[str]) -> str:
    """Return the line below quotation `n`: its marker, then what is told of it, "" left out."""
    return f"[{n}] {SEPARATOR.join(filter(None, told))}".rstrip()


def _imitates(inside: str) -> bool:
    return _is_number(inside) or _OMISSION.match(_visible(inside)) is not None


def _is_number(inside: str) -> bool:
    """Return whether what stands in brackets is made of numbers in any script, as far as it can be seen."""
    others = [c for c in _visible(inside) if not (c.isnumeric() or c in _LIKE_ONE)]
    return len(others) < len(_visible(inside)) and all(c in _BETWEEN_NUMBERS or c in _LIKE_DIGITS for c in others)


def _visible(text: str) -> str:
    """Return the characters that take room."""
    return "".join(
        c for c in text if not re.match(f"[{_BLANK}]", c) and unicodedata.category(c) not in {"Cc", "Cf", "Mn", "Me"}
    )


def _is_plain(char: str) -> bool:
    """Return whether a character of an address is ASCII or a letter or digit that runs from left to right."""
    return char.isascii() or (
        (char.isalnum() or unicodedata.combining(char) > 0)
        and not _runs_left(char)
        and not re.match(f"[{_BLANK}]", char)
    )


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text)
