"""What other sites make of a story: edits after which it is still the same story.

An edit takes the paragraphs of the story (the first is its headline), its language ("de", "en", "ru" or "uk") and a
source of chance, and returns the paragraphs as another site would print them; they stay as they are where there is
nothing for it to change. The lines that sites add are in `reprints.toml`.
"""

from __future__ import annotations

import html.entities
import random
import re
import textwrap
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

Edit = Callable[[list[str], str, random.Random], list[str]]

_LINES: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_QUOTED = re.compile(r"""[„“"«]([^„“”"«»]+)[“”"»]""")
_QUOTES = [("„", "“"), ('"', '"'), ("«", "»"), ("»", "«"), ("“", "”"), ("'", "'")]
_SENTENCE_END = re.compile(r"(?<=[^\dA-ZА-Я][.!?])(?<!St\.) (?=[^a-zа-я])")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}


def reprint(paragraphs: list[str], language: str, draw: random.Random, *, edits: Collection[str] | None = None) -> str:
    """Return the story as another site prints it, after one to three edits that change something.

    `edits` are the names of those that may be drawn, by default all in `REPRINTS`. A story is shortened only once.

    Raises:
        ValueError: None of these edits changes the story.
    """
    names = [name for name in REPRINTS if edits is None or name in edits]
    able = [name for name in names if REPRINTS[name](paragraphs, language, draw) != paragraphs]
    if not able:
        raise ValueError(f"none of these edits changes the story: {', '.join(names)}")
    printed = paragraphs
    while printed == paragraphs:
        drawn = {*draw.sample(able, min(len(able), draw.randint(1, 3)))}
        if {"cut", "dropped-sentence"} <= drawn:
            drawn.remove(draw.choice(["cut", "dropped-sentence"]))
        for name in able:  # in the order of `REPRINTS`: what one edit adds isn't cut or mistyped by another
            if name in drawn:
                printed = REPRINTS[name](printed, language, draw)
    return "\n\n".join(printed)


def _cut(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Leave paragraphs out at the end, so that at least 55 % of the words stay."""
    ends = [end for end in range(2, len(paragraphs)) if _words(paragraphs[:end]) >= 0.55 * _words(paragraphs)]
    return paragraphs[: draw.choice(ends)] if ends else paragraphs


def _dropped_sentence(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Leave out a sentence that isn't in the first paragraph, at most a quarter of the words."""
    choices = []
    for place, paragraph in enumerate(paragraphs[2:], start=2):
        sentences = _SENTENCE_END.split(paragraph)
        for at, sentence in enumerate(sentences):
            if len(sentences) > 1 and _words([sentence]) <= _words(paragraphs) / 4:
                choices.append((place, " ".join(sentences[:at] + sentences[at + 1 :])))
    if not choices:
        return paragraphs
    place, rest = draw.choice(choices)
    return [*paragraphs[:place], rest, *paragraphs[place + 1 :]]


def _other_order(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return [paragraphs[0], *draw.sample(paragraphs[1:], len(paragraphs) - 1)]


def _headline(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Put another headline: a usual one, often with words of the story, or the beginning of its first sentence."""
    title = _line("headline", paragraphs, language, draw)
    if len(paragraphs) > 1 and draw.random() < 1 / 3:
        title = " ".join(paragraphs[1].split()[: draw.randint(5, 9)]).rstrip(",.:;") + " …"
    return [title, *paragraphs[1:]]


def _layout(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Print each sentence as a paragraph, or the whole story as one."""
    title, *body = paragraphs
    if draw.random() < 0.5:
        return [title, " ".join(body)]
    return [title, *(sentence for paragraph in body for sentence in _SENTENCE_END.split(paragraph))]


def _typing_errors(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Make an error in every 25th word or so that has no digits: a letter missing, doubled or swapped with the next."""

    def mistype(word: re.Match[str]) -> str:
        text = word[0]
        if draw.random() > 1 / 25:
            return text
        at = draw.randrange(1, len(text) - 2)
        one, two = text[at], text[at + 1]
        return text[:at] + draw.choice([two, one * 2 + two, two + one]) + text[at + 2 :]

    return [re.sub(r"[^\W\d_]{5,}", mistype, paragraph) for paragraph in paragraphs]


def _quotation_marks(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    first, last = draw.choice(_QUOTES)
    return [_QUOTED.sub(rf"{first}\1{last}", paragraph) for paragraph in paragraphs]


def _dashes(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Print other dashes between words and another hyphen within them (U+2010 or one that doesn't break)."""
    dash, hyphen = draw.choice(["–", "—", "-", "--"]), draw.choice(["\u2010", "\u2011"])
    return [re.sub(r"(?<=\w)-(?=\w)", hyphen, re.sub(r" [–—-] ", f" {dash} ", text)) for text in paragraphs]


def _spelling(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Spell as in Switzerland or without umlauts, as in Britain, without ё, with another apostrophe."""
    text = "\n\n".join(paragraphs)
    if language == "de":
        changes = list(_UMLAUTS.items()) if draw.random() < 0.5 else [("ß", "ss")]
    else:
        changes = [(one, other) for one, _, other in (pair.rpartition(" ") for pair in _LINES[language]["spelling"])]
    for one, other in changes:
        text = text.replace(one, other)
    return text.split("\n\n")


def _dates(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    months = _LINES[language]["months"]
    month = f"(?P<month>{'|'.join(months)})"
    pattern = rf"\b{month} (?P<day>\d\d?)\b" if language == "en" else rf"\b(?P<day>\d\d?)\.? {month}\b"
    styles = {
        "de": ["{day}.{number}.", "{day:02}.{number:02}.", "{day}. {short}."],
        "en": ["{day} {month}", "{short} {day}", "{number:02}/{day:02}", "{short}. {day}"],
    }
    style = draw.choice(styles.get(language, ["{day:02}.{number:02}", "{day}.{number}", "{day} {short}."]))

    def print_(date: re.Match[str]) -> str:
        name = date["month"]
        return style.format(day=int(date["day"]), month=name, number=months.index(name) + 1, short=name[:3])

    return [re.sub(pattern, print_, paragraph) for paragraph in paragraphs]


def _numerals(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Print a number that is a word in digits."""
    digits = dict(entry.split(" ") for entry in _LINES[language]["numbers"])
    pattern = rf"\b({'|'.join(digits)})\b"
    return [re.sub(pattern, lambda word: digits[word[0]], paragraph) for paragraph in paragraphs]


def _white_space(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Break lines within paragraphs, double spaces, print other spaces, or lose those after some sentences."""
    kind = draw.randrange(4)
    if kind == 0:
        return [textwrap.fill(paragraph, draw.randint(40, 80)) for paragraph in paragraphs]
    if kind == 1:
        return [_SENTENCE_END.sub(lambda _: draw.choice(["", "  "]), paragraph) for paragraph in paragraphs]
    other = draw.choice(["  ", "\u00a0", "\t", "\u202f", " \u200b"])
    return [re.sub(" ", lambda _: other if draw.random() < 0.15 else " ", paragraph) for paragraph in paragraphs]


def _hyphenation(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Leave the hyphens of a page that was set in columns in some of the long words."""
    hyphen = draw.choice(["\u00ad", "- ", "-\n"])

    def break_(word: re.Match[str]) -> str:
        at = draw.randint(3, len(word[0]) - 3)
        return word[0][:at] + hyphen + word[0][at:] if draw.random() < 0.15 else word[0]

    return [re.sub(r"[^\W\d_]{8,}", break_, paragraph) for paragraph in paragraphs]


def _entities(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Leave the names of characters as HTML has them, and `&nbsp;` for some of the spaces."""

    def escape(sign: re.Match[str]) -> str:
        name = "nbsp" if sign[0] == " " else html.entities.codepoint2name.get(ord(sign[0]))
        return f"&{name};" if name and (sign[0] != " " or draw.random() < 0.05) else sign[0]

    return [re.sub(r"""[ "&]|[^\x00-\x7f]""", escape, paragraph) for paragraph in paragraphs]


def _capitals(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    words = paragraphs[1].split(" ")
    end = draw.randint(2, 5)
    return [paragraphs[0], " ".join([*(word.upper() for word in words[:end]), *words[end:]]), *paragraphs[2:]]


def _intro(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("intro", 1, paragraphs, language, draw)


def _byline(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("byline", draw.choice([1, 1, len(paragraphs)]), paragraphs, language, draw)


def _agency(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return [paragraphs[0], _line("agency", paragraphs, language, draw) + paragraphs[1], *paragraphs[2:]]


def _source(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("source", len(paragraphs), paragraphs, language, draw)


def _caption(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("caption", draw.randint(1, len(paragraphs) - 1), paragraphs, language, draw)


def _subheadings(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Put a heading before one or two of the paragraphs after the first."""
    places = range(2, len(paragraphs))
    for place in sorted(draw.sample(places, min(len(places), draw.randint(1, 2))), reverse=True):
        paragraphs = _insert("subheading", place, paragraphs, language, draw)
    return paragraphs


def _advert(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("advert", draw.randint(1, len(paragraphs)), paragraphs, language, draw)


def _links(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Put one to three links to other stories, of other names, between paragraphs or at the end."""
    for _ in range(draw.randint(1, 3)):
        paragraphs = _insert("links", draw.randint(2, len(paragraphs)), paragraphs, language, draw)
    return paragraphs


def _correction(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("correction", draw.choice([1, len(paragraphs)]), paragraphs, language, draw)


def _stamp(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return _insert("stamp", draw.choice([0, 1]), paragraphs, language, draw)


def _background(paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    """Add a last paragraph of background, at most a fifth of the words of the story."""
    added: list[str] = []
    lines = _LINES[language]["background"]
    for sentence in draw.sample(lines, draw.randint(1, len(lines))):
        if _words([*added, sentence]) <= _words(paragraphs) / 5:
            added.append(sentence)
    return [*paragraphs, " ".join(added)] if added else paragraphs


def _insert(kind: str, place: int, paragraphs: list[str], language: str, draw: random.Random) -> list[str]:
    return [*paragraphs[:place], _line(kind, paragraphs, language, draw), *paragraphs[place:]]


def _line(kind: str, paragraphs: list[str], language: str, draw: random.Random) -> str:
    """Return a line of this kind; its words of the story are long ones or, where there are any, names."""
    lines, month = _LINES[language], draw.randint(1, 12)
    facts = {"day": f"{draw.randint(1, 28)}", "month": f"{month}", "short": lines["months"][month - 1][:3]}
    facts |= {"hour": f"{draw.randint(6, 22)}", "minute": f"{draw.randint(10, 59)}"}
    text = " ".join(paragraphs[1:])
    words = [word for word in re.findall(r"(?<=\w )[^\W\d_]{4,}", text) if word.istitle()]
    choices = {"name": lines["name"], "place": lines["place"], "word": words or text.split() or paragraphs}
    line = re.sub(r"\{(name|place|word)\}", lambda slot: draw.choice(choices[slot[1]]), draw.choice(lines[kind]))
    return re.sub(r"\{(\w+)\}", lambda slot: facts[slot[1]], line)


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


REPRINTS: dict[str, Edit] = {
    "cut": _cut,
    "dropped-sentence": _dropped_sentence,
    "other-order": _other_order,
    "headline": _headline,
    "typing-errors": _typing_errors,
    "quotation-marks": _quotation_marks,
    "dates": _dates,
    "numerals": _numerals,
    "spelling": _spelling,
    "dashes": _dashes,
    "layout": _layout,
    "white-space": _white_space,
    "capitals": _capitals,
    "hyphenation": _hyphenation,
    "entities": _entities,
    "agency": _agency,
    "subheadings": _subheadings,
    "intro": _intro,
    "links": _links,
    "advert": _advert,
    "background": _background,
    "caption": _caption,
    "byline": _byline,
    "stamp": _stamp,
    "source": _source,
    "correction": _correction,
}
"""The edits by name, in the order in which `reprint` makes them."""

DEV_EDITS = tuple(REPRINTS)[::2]
"""Every other edit: rules are tuned on these."""

TEST_EDITS = tuple(REPRINTS)[1::2]
"""The other half: rules are judged by these."""
