"""What became of the words that an answer quoted, as far as its reader has to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.answering.quoting import headline, short_name
from bot.answering.requoting import statements_around
from retrieval.names import same_person
from retrieval.search.standing import Quoted, standing
from retrieval.store.reading import Catalog

# Characters before and behind a quotation in which who said it is named, and of a name's words those that tell it, in
# whatever case: their first letters.
_AROUND, _BEGINNING = 200, 4
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Fate:
    """How quoted words stand now.

    "stands", "changed", "removed" and "gone" are as in `Standing`. "attributed": the words stand there, but as those of
    another, of `speaker`. `headline` is that of the article as long as it is there, `when` the moment of a change or a
    removal where it is known (UTC, ``YYYY-MM-DDTHH:MM:SSZ``).
    """

    state: Literal["stands", "attributed", "changed", "removed", "gone"]
    headline: str = ""
    when: str | None = None
    speaker: str = ""


def fate(quoted: Quoted, speaker: str | None, catalog: Catalog) -> Fate:
    """Tell what became of words that were quoted as those of `speaker`, None where that was not said.

    They are another's now where the article says so and names that one beside them, and the one of before no more.
    Where it names nobody, it may say whose they are in a way not understood.
    """
    found = standing(quoted, catalog)
    if found.article is None:
        return Fate(found.state, when=found.when)
    title = headline(found.article)
    if found.state == "stands" and speaker and found.start is not None and found.end is not None:
        around = statements_around(quoted.article_id, found.start, found.end, catalog)
        holders = [one.speaker for one in around if one.speaker]
        beside = found.article.text[max(0, found.start - _AROUND) : found.end + _AROUND].casefold()
        named = [one for one in holders if _is_named(one, beside)]
        if named and not _is_named(speaker, beside) and not any(same_person(one, speaker) for one in holders):
            return Fate("attributed", title, speaker=short_name(named[-1]))
    return Fate(found.state, title, found.when)


def _is_named(name: str, text: str) -> bool:
    return any(word[:_BEGINNING] in text for word in _WORD.findall(name.casefold()))
