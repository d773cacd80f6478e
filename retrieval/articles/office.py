"""What office documents say about themselves, as far as it is of the article and not of the program or a template."""

from __future__ import annotations

import re

from retrieval.articles.metadata import LONGEST_TITLE, first, line, published

LONGEST_TITLE_BLOCK = 120
"""Code points up to which the first of several blocks is the title, as of plain text."""

_NO_TITLE = re.compile(
    r".*\.(?:docx?|dotx?|od[tm]|ott|rtf|tmp|pdf|pages)|microsoft word\b.*|word[ -]?dokument|word document"
    r"|(?:document|dokument|documento|документ)\s*\d*|untitled(?: document)?|unbenannt(?:es dokument)?|ohne titel"
    r"|sans titre|без имени|без названия|без назви|titel|title",
    re.IGNORECASE,
)


def title(shown: str | None, stated: str, heading: str | None, blocks: list[str]) -> str | None:
    """Return the title: what is `shown` as one, else `stated` of the file, else a first heading or short first block.

    What programs and templates put into the file's title in place of one does not count.
    """
    if shown:
        return line(shown, LONGEST_TITLE)
    named = line(stated, LONGEST_TITLE)
    if named and not _NO_TITLE.fullmatch(named):
        return named
    if heading:
        return line(heading, LONGEST_TITLE)
    short = len(blocks) > 1 and len(blocks[0]) <= LONGEST_TITLE_BLOCK
    return line(blocks[0], LONGEST_TITLE) if short else None


def written_on(created: str, modified: str, *, minutes: bool) -> str | None:
    """Return the day on which a document was written, ``YYYY-MM-DD``, if that was a single one; else None.

    `created` and `modified` are moments as the file has them, `minutes` says whether it counts time of work on it.
    Without, a program made it, on a day that says nothing; two days that differ are a template's, or those of a
    document that somebody opened again later.
    """
    one, other = (first([moment.strip()[:10]], published) for moment in (created, modified))
    return one if one == other and minutes else None
