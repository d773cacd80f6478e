"""Notices as newsrooms fill them in every week: two fills of one form share most words and are two stories.

The forms are in `notice_forms_xx.txt`. Above them are pools, `town = A; B`, of which a value may have several
grammatical forms, `A~A's`. A form begins with `== name: main facts`; then come its headline and its paragraphs. What is
filled in is in brackets: `[town]` is drawn from the pool, `[town2]` is another one of it, `[town.1]` is the second form
of the same value, `[cause:frost|wind]` is one of these, and `[loss:1,5-9,8]` is a number of this range. A name that
occurs again stands for what was drawn first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

LANGUAGES = ("de", "en", "ru", "uk")
_FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\[(?P<name>[a-z]+\d?)(?::(?P<among>[^\]]+))?(?:\.(?P<form>\d))?\]")
_RANGE = re.compile(r"(\d+)(?:([.,])(\d+))?-(\d+)(?:[.,](\d+))?")


@dataclass(frozen=True, slots=True)
class Form:
    """A notice to be filled in, with what can be filled in; a fill of other `main` facts is another story."""

    text: str
    main: tuple[str, ...]
    pools: dict[str, list[str]]

    def facts(self, draw: random.Random) -> dict[str, str]:
        """Return what is filled in, by the name of the place."""
        drawn: dict[str, str] = {}
        for slot in _SLOT.finditer(self.text):
            name, among = slot["name"], slot["among"]
            if name in drawn:
                continue
            if among and (range_ := _RANGE.fullmatch(among)):
                drawn[name] = _number(range_, draw)
            else:
                values = among.split("|") if among else self.pools[name.rstrip("0123456789")]
                drawn[name] = draw.choice([value for value in values if value not in drawn.values()])
        return drawn

    def fill(self, facts: dict[str, str]) -> str:
        """Return the notice with the facts in it; a sentence or paragraph begins with a capital letter."""
        text = _SLOT.sub(lambda slot: facts[slot["name"]].split("~")[int(slot["form"] or 0)], self.text)
        return re.sub(r"(?:^|\n)\w", lambda start: start[0].upper(), text)


def _number(range_: re.Match[str], draw: random.Random) -> str:
    low, point, low_rest, high, high_rest = range_.groups()
    if not point:
        return str(draw.randint(int(low), int(high)))
    digits = str(draw.randint(int(low + low_rest), int(high + high_rest)))
    return f"{digits[: -len(low_rest)] or 0}{point}{digits[-len(low_rest) :]}"


def _read(language: str) -> Iterator[tuple[str, Form]]:
    head, *rest = (_FOLDER / f"notice_forms_{language}.txt").read_text(encoding="utf-8").split("\n== ")
    pools = {}
    for line in head.splitlines():
        if not line.startswith("#"):
            name, values = line.split(" = ")
            pools[name] = values.split("; ")
    for form in rest:
        title, text = form.split("\n", 1)
        name, main = title.split(": ")
        yield name, Form(text.strip(), tuple(main.split(", ")), pools)


def _fill(form: Form, draw: random.Random) -> str:
    return form.fill(form.facts(draw))


_READ = {name: form for language in LANGUAGES for name, form in _read(language)}

FORMS: dict[str, Callable[[random.Random], str]] = {name: partial(_fill, form) for name, form in _READ.items()}
"""Each returns a notice: headline and paragraphs with blank lines between them. The name begins with the language."""

DEV = tuple(name for language in LANGUAGES for name in [name for name in FORMS if name.startswith(language)][::2])
"""Every other form of each language: rules are tuned on these."""

TEST = tuple(name for name in FORMS if name not in DEV)
"""The other half: rules are judged by these."""


def pairs(names: Sequence[str], count: int, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield `count` times a form of these names, in turn, and two fills of it.

    No main fact of one fill is a main fact of the other. All else is drawn freely and may agree by chance.
    """
    for place in range(count):
        name = names[place % len(names)]
        form = _READ[name]
        one, other = form.facts(draw), form.facts(draw)
        while not {one[fact] for fact in form.main}.isdisjoint(other[fact] for fact in form.main):
            one, other = form.facts(draw), form.facts(draw)
        yield name, form.fill(one), form.fill(other)
