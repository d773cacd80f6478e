"""What pages say around an article, in any of the languages of ``pages.toml``: labels of days, names of sections."""

from __future__ import annotations

import re
from functools import cache

from retrieval.languages.word_data import languages, load

_PART = "pages"


@cache
def labels(name: str) -> re.Pattern[str]:
    """Return a pattern of one list of every language, as whole words; texts are in any case, with single blanks."""
    phrases = {phrase for language in languages(_PART) for phrase in load(language, _PART).phrases(name)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(phrases, key=lambda one: (-len(one), one)))})(?!\w)", re.IGNORECASE)


def is_section(heading: str) -> bool:
    """Return whether a heading names a section of a site, or a list of articles, and no article."""
    return labels("sections").fullmatch(heading.strip(" :.!»›")) is not None
