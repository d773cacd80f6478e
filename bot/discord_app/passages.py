"""A quotation shown where it stands in its article, as one Discord message; pure functions, no client."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answering.marks import unmarked
from bot.answering.quoting import headline
from bot.answering.wording import wording
from bot.discord_app.markdown import LIMIT, clean, escape, length, split
from bot.discord_app.sources import page, source
from bot.discord_app.texts import Texts
from retrieval.datatypes import Article
from retrieval.search.standing import Standing

# Code points of article shown before and after the quotation of a passage.
_AROUND = 450
_SENTENCE_END = re.compile(r"[.!?…](?=[\"'”“»«’)\]]*\s)[\"'”“»«’)\]]*\s+|\n+")


def passage(article: Article, start: int, end: int, texts: Texts, *, room: int = LIMIT) -> str:
    """Return one message: the source, then the quotation ``article.text[start:end]`` in bold where it stands.

    As much of the surrounding text is shown as fits, from a sentence's beginning to a sentence's end.
    """
    paged = replace(article, url=page(article, start, end))
    heading, text = source(paged, headline(article), texts), unmarked(article.text)
    for around in (_AROUND, _AROUND // 2, _AROUND // 6, 0):
        before, after = _before(text, start, around), _after(text, end, around)
        shown = f"{heading}\n>>> {before}**{escape(clean(text[start:end]))}**{after}"
        if length(shown) <= room:
            return shown
    quoted = split(escape(clean(text[start:end])), limit=room - length(heading) - 16)[0].rstrip()
    return f"{heading}\n>>> **{quoted}** …"


def changed(found: Standing, texts: Texts) -> str:
    """Return one message that says that the words of a quotation were changed, when, and what stands there now."""
    words, day = texts.passages, wording(texts.language).day
    told = words.changed_on.format(day=day(found.when)) if found.when else words.changed
    if found.article is None or found.start is None or found.end is None:
        return f"{told} {words.nowhere}"
    shown = passage(found.article, found.start, found.end, texts, room=LIMIT - length(told) - len(words.reads) - 2)
    return f"{told} {words.reads}\n{shown}"


def _before(text: str, start: int, around: int) -> str:
    """Return up to `around` code points that lead up to the quotation, from a sentence's or at least a word's start."""
    first = max(0, start - around)
    lead = text[first:start]
    if first:
        borders = [match.end() for match in _SENTENCE_END.finditer(lead) if match.end() < len(lead)]
        cut = borders[0] if borders else lead.find(" ") + 1
        lead = f"… {lead[cut:]}" if around else "… "
    return _joined(lead)


def _after(text: str, end: int, around: int) -> str:
    """Return up to `around` code points that follow the quotation, up to a sentence's or at least a word's end."""
    last = min(len(text), end + around)
    tail = text[end:last]
    if last < len(text):
        borders = [match.end() for match in _SENTENCE_END.finditer(tail)]
        cut = borders[-1] if borders else tail.rfind(" ") + 1
        tail = f"{tail[:cut].rstrip()} …" if around else " …"
    return _joined(tail)


def _joined(text: str) -> str:
    """Return `text` escaped, its blanks at both ends kept as one."""
    inner = escape(clean(text))
    if not inner:
        return "\n" if "\n" in text else " " if text else ""
    lead = _border(text[: len(text) - len(text.lstrip())])
    tail = _border(text[len(text.rstrip()) :])
    return f"{lead}{inner}{tail}"


def _border(blanks: str) -> str:
    return "\n\n" if blanks.count("\n") > 1 else "\n" if "\n" in blanks else " " if blanks else ""
