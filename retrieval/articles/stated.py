"""What front matter states, checked: what cannot be an article's is left out, and said in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from retrieval.articles.front_matter import FrontMatter
from retrieval.articles.metadata import (
    LONGEST_IDENTITY,
    LONGEST_PUBLISHER,
    LONGEST_TITLE,
    Metadata,
    canonical_url,
    first,
    language,
    line,
)
from retrieval.articles.written_days import moment
from retrieval.languages.word_data import languages, load

_SHOWN = 60
_LONGEST_WARNING = 1_000


def checked(found: FrontMatter, name: str) -> Metadata:
    """Return front matter as metadata; its `warning` names what was left out, and what was expected there."""
    problems = list(found.problems)
    values = dict(found.values)
    # "source: dpa" names whom it is from, "source: https://…" where it was.
    named = [value for value in values.get("url", []) if "/" not in value and "." not in value]
    if named:
        values["publisher"] = [*values.get("publisher", []), *named]
        values["url"] = [value for value in values["url"] if value not in named]

    def read(key: str, form: str, parse: Callable[[str], str]) -> str | None:
        given = values.get(key, [])
        value = first(given, parse)
        if given and value is None:
            problems.append(f"says {key}: {line(given[0], _SHOWN)!r}, where {form} was expected")
        return value

    spoken = read("language", "a language such as de or German", _language)
    metadata = Metadata(
        title=line(next(iter(values.get("title", [])), ""), LONGEST_TITLE),
        publisher=line(next(iter(values.get("publisher", [])), ""), LONGEST_PUBLISHER),
        published=read(
            "published",
            "a date such as 2022-01-09 or 9 January 2022",
            # Only English writes 3/4 in both ways.
            lambda value: moment(value, slashes="day" if spoken not in {None, "en"} else None),
        ),
        url=read("url", "an address that begins with http:// or https://", _url),
        language=spoken,
        identity=read("id", f"a line of at most {LONGEST_IDENTITY} characters", _identity),
    )
    if not problems:
        return metadata
    told = "; it ".join(problems)
    sentence = f"{name} has front matter that {told}: that was left out, correct it and index the file again."
    return replace(metadata, warning=line(sentence, _LONGEST_WARNING))


def _identity(value: str) -> str:
    found = line(value, LONGEST_IDENTITY)
    if found is None or len(value) > LONGEST_IDENTITY:
        raise ValueError("no id")
    return found


def _url(value: str) -> str:
    """Return an address, with the blanks in it written as addresses write them."""
    return canonical_url(re.sub(r"\s", "%20", value.strip().strip("<>")))


def _language(value: str) -> str:
    """Return the code of a language given by its code or its name."""
    try:
        return language(value)
    except ValueError:
        found = _names().get(value.strip().casefold())
        if found is None:
            raise
        return found


@cache
def _names() -> dict[str, str]:
    return {word: code for code in languages("pages") for word in load(code, "pages").words("names")}
