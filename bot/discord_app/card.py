"""An answer as a card of Discord's Components V2: what answers first and biggest, drawn for a phone.

Pure functions, no client. Article text stands in quotation marks and in fields of small print, escaped, and starts no
line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.answering import layout
from bot.answering.answer import Answer, Entry, Headline, Section
from bot.answering.marks import SEPARATOR, name_field
from bot.answering.marks import field as shown_field
from bot.answering.quoting import short_name
from bot.answering.wording import Wording, wording
from bot.discord_app.markdown import escape, escape_around, length, one_line
from bot.discord_app.sources import beside, link
from bot.discord_app.texts import in_language

Item = discord.ui.Item[Any]

GREEN, GREY, AMBER, RED = 0x3BA55D, 0x80848E, 0xF0B232, 0xDA373C
"""The colours of what is answered or done, of nothing found, of reports that differ, and of a failure."""

# Discord's limits of a message of components: characters of all texts, UTF-8 bytes of all of it (found by trying, not
# documented), and components, nested ones included.
_CHARACTERS, _BYTES, _COMPONENTS = 4000, 10_000, 40

# Pixels that the quotations of a card may take on a phone 390 wide, and what a line takes there: characters and pixels
# of the first quotation, of further ones, which leave room for a button, and of small print.
_PHONE = 300
_BIG, _BODY, _SMALL = (27, 22), (25, 22), (36, 18)
_MOST_APART = 2
_QUESTION, _HEADLINE, _NAME = 120, 70, 60  # code points shown
_HEADLINES = 2  # of articles near a question that is not answered
_LONGEST_ANSWER = 60  # code points of the words that answer, to be shown above their quotation
_SPELLINGS = 4
_IN_A_ROW, _ROW = 3, 290  # buttons, and pixels
# Above those that Discord numbers the other components with.
_ROW_ID, _FIRST_ID = 100, 1000
_SQUARE = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands on a card beside the answer itself.

    `quotations` are the buttons of each citation by its number: all of them below the first quotation, the first one
    beside each further one. `suggestions` are what can be asked instead, each in a row of its own, `actions` what can
    be done with the answer. `asked` repeats the question above it. `below` is more small print, as Markdown.
    """

    quotations: Mapping[int, Sequence[Item]] = field(default_factory=dict)
    suggestions: Sequence[Item] = ()
    actions: Sequence[Item] = ()
    asked: bool = True
    below: str = ""


def card(answer: Answer, parts: Parts) -> discord.ui.LayoutView | None:
    """Return the card that shows an answer; None where no card can hold it.

    Addresses within the small print are left out where they would make it too large: no one reads them, and the pages
    stand behind the buttons.
    """
    for linked in (True, False):
        drawn = _Drawing(answer, parts, linked=linked)
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(*drawn.children(), accent_colour=accent(answer)))
        if fits(view):
            return view
    return None


def accent(answer: Answer) -> int:
    """Return the colour of an answer's card; what it means is said in words, too."""
    if answer.abstained:
        return GREY
    differs = any(cited.differs for cited in answer.citations) or any(one.differing for one in answer.sections)
    return AMBER if differs else GREEN


def fits(view: discord.ui.LayoutView) -> bool:
    """Return whether a card keeps to Discord's limits of a message."""
    shown = [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    payload = view.to_components()  # type: ignore[no-untyped-call]
    size = len(json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace"))
    return sum(map(length, shown)) <= _CHARACTERS and view.total_children_count <= _COMPONENTS and size <= _BYTES


def visible(answer: Answer) -> frozenset[int]:
    """Return the numbers of the citations that a card shows; the others are a press away.

    The first of each section, reports that differ, and what a model's sentences stand on are shown in any case, further
    ones as far as a phone has room.
    """
    worded = {one.citation.n for one in answer.prose.sentences} if answer.prose else set()
    return _with_room(answer) | worded


def _with_room(answer: Answer) -> frozenset[int]:
    """Return the numbers of the citations that an answer's card shows without a model."""
    words = wording(answer.language)
    firsts = [section.entries[0] for section in answer.sections if section.entries]
    shown = {entry.citation.n for entry in firsts}.union(*(section.differing for section in answer.sections))
    room = _PHONE - sum(_height(entry, words, _BIG) for entry in firsts)
    apart = 0
    for section in answer.sections:
        for entry in section.entries[1:]:
            room -= _height(entry, words, _BODY)
            apart += entry.apart
            if room < 0 or apart > _MOST_APART:
                return frozenset(shown)
            shown.add(entry.citation.n)
    return frozenset(shown)


def listing(entries: Sequence[Entry], quotations: Mapping[int, Sequence[Item]], language: str) -> discord.ui.LayoutView:
    """Return a card of quotations alone, with one button beside each, as many as a card can hold."""
    shown = Answer("", language, (Section(tuple(entries)),))
    for count in range(len(entries), 0, -1):
        drawn = _Drawing(shown, Parts(quotations=quotations))
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(*map(drawn.further, entries[:count]), accent_colour=GREEN))
        if fits(view):
            break
    return view


def news(above: str, entries: Sequence[Entry], parts: Parts, language: str) -> discord.ui.LayoutView | None:
    """Return a card that tells of quotations nobody has asked for, `above` them why; None where no card can hold it.

    A single one stands there as what answers does, with all its buttons below it, several as further ones do.
    """
    drawn = _Drawing(Answer("", language, (Section(tuple(entries)),)), parts)
    items: list[Item] = [discord.ui.TextDisplay(small(escape(above)))]
    if len(entries) == 1:
        items.append(discord.ui.TextDisplay(drawn.first(entries[0], "")))
        items += [discord.ui.ActionRow(*row[:_IN_A_ROW]) for row in parts.quotations.values() if row]
    else:
        items += map(drawn.further, entries)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*items, *map(_row, _rows(parts.actions)), accent_colour=GREEN))
    return view if fits(view) else None


def in_text(entry: Entry, language: str, *, at_most: int, sourced: bool) -> str:
    """Return a quotation as Markdown for a message of text, its words cut to `at_most` code points."""
    words = wording(language)
    manner, place, day = _told(entry, words, headline=False)
    holder = f"**{escape(words.name(entry.holder))}:** " if entry.holder else ""
    where = SEPARATOR.join([*map(escape, [*manner, *place]), *day]) if sourced else ""
    quoted = escape(one_line(layout.quoted(entry, words)[0], at_most=at_most))
    return f"{holder}{quoted}" + (f"\n{small(where)}" if where else "")


def component_of(n: int) -> int:
    """Return the id that the component of quotation `n` has on its card, by which it is found there again."""
    return _FIRST_ID + n


def row_of(n: int) -> int:
    """Return the id that the row of buttons below quotation `n` has on its card, where it has one."""
    return _ROW_ID + n


def small(text: str) -> str:
    """Return a line of Markdown as small print; "" for ""."""
    return f"-# {text}" if text else ""


class _Drawing:
    """The components of one card."""

    def __init__(self, answer: Answer, parts: Parts, *, linked: bool = True) -> None:
        self._linked = linked
        self._answer = answer
        self._parts = parts
        self._words = wording(answer.language)
        self._texts = in_language(answer.language)
        self._shown = visible(answer)
        self._sentences = answer.prose.sentences if answer.prose else ()

    def children(self) -> Iterator[Item]:
        """Yield what stands on the card, from top to bottom."""
        if above := "\n".join(small(escape(line)) for line in self._above() if line):
            yield discord.ui.TextDisplay(above)
        for number, section in enumerate(self._answer.sections):
            if number:
                yield discord.ui.Separator()
            yield from self._of_section(section)
        yield from self._worded_apart()
        if self._answer.greeting:
            yield discord.ui.TextDisplay(f"### {escape(self._answer.greeting)}")
        if headlines := "\n".join(map(self._headline, self._answer.suggestions.headlines[:_HEADLINES])):
            yield discord.ui.TextDisplay(headlines)
        for item in self._parts.suggestions:
            yield discord.ui.ActionRow(item)
        yield from map(_row, _rows(self._parts.actions))
        if below := "\n".join(
            small(line) for line in (self._worded_by(), self._spellings(), self._parts.below) if line
        ):
            yield discord.ui.TextDisplay(below)

    def _above(self) -> Iterator[str]:
        """Yield the question, and what was made of it."""
        words = self._words
        if self._parts.asked:
            yield shown_field(self._answer.question, at_most=_QUESTION)
        yield words.above_carried([short_name(name) for name in self._answer.carried])
        for section in self._answer.sections:
            if section.reason is None:
                yield words.above_limited(section.since, section.until, section.event)
                yield words.above_meant(section.meant)
                yield words.above_namesakes(section.namesakes)
                yield words.reports_differ if section.differing else ""

    def _of_section(self, section: Section) -> Iterator[Item]:
        """Yield what is told of one speaker: the best quotation, what can be done with it, and further ones."""
        entries = [entry for entry in section.entries if entry.citation.n in self._shown]
        if understood := self._words.above_understood(section.understood, section.reworded_by):
            yield discord.ui.TextDisplay(small(escape(understood)))
        if section.reason and section.facts:
            yield discord.ui.TextDisplay(_reason(self._words.abstention(section.reason, section.facts)))
            if entries:
                yield discord.ui.TextDisplay(_bold(escape(self._words.above_elsewhere(section.elsewhere))))
            yield from map(self.further, entries)
            return
        for entry in entries[:1]:
            speaker = section.heading.speaker if section.heading else ""
            shown = f"{self._worded(entry)}{self.first(entry, speaker)}"
            yield discord.ui.TextDisplay(shown, id=component_of(entry.citation.n))
            if row := self._parts.quotations.get(entry.citation.n):
                yield discord.ui.ActionRow(*row[:_IN_A_ROW], id=row_of(entry.citation.n))
        if entries[1:]:
            yield discord.ui.Separator()
        yield from self._further_ones(entries)

    def _worded_apart(self) -> Iterator[Item]:
        """Yield what a model's sentences stand on and the answer itself does not quote, below the sentences."""
        cited = {one.n for one in self._answer.citations}
        entries = {one.citation.n: one.entry for one in self._sentences if one.citation.n not in cited}
        if entries:
            yield discord.ui.Separator()
        yield from map(self.further, entries.values())

    def _worded_by(self) -> str:
        """Return who has worded sentences of the card, and what was wrong with those that are left out."""
        prose = self._answer.prose
        return escape(self._words.below_prose(short_name(prose.model), prose.left_out)) if prose else ""

    def _worded(self, entry: Entry) -> str:
        """Return the sentences of a model that stand above a quotation, a line each."""
        texts = [one.text for one in self._sentences if one.citation.n == entry.citation.n]
        return "".join(f"{_bold(escape(shown_field(text, at_most=layout.SENTENCE)))}\n" for text in texts)

    def first(self, entry: Entry, speaker: str) -> str:
        """Return the quotation that answers, and in small print where it is from.

        Behind its speaker's name it is biggest itself; of another, the few words of it that answer are.
        """
        text, answer = layout.quoted(entry, self._words)
        where = self._below(entry, headline=True)
        holder = entry.holder or (speaker if entry.citation.kind else "")
        if holder:
            return f"### {escape(self._words.name(holder))}: {escape(text)}\n{where}"
        if answer and answer[1] - answer[0] <= _LONGEST_ANSWER:
            return f"### {escape(text[slice(*answer)])}\n{_marked(text, answer)}\n{where}"
        return f"### {escape(text)}\n{where}"

    def _further_ones(self, entries: Sequence[Entry]) -> Iterator[Item]:
        """Yield all but the first, those that the reader may not understand below a line that says so.

        Where the first is one of them, there is nothing to set them apart from.
        """
        languages = [entry.citation.language for entry in entries if entry.apart and not entries[0].apart]
        for entry in entries[1:]:
            if entry.apart and languages:
                yield discord.ui.TextDisplay(_bold(escape(self._words.above_apart(languages))))
                languages = []
            yield self.further(entry)

    def further(self, entry: Entry) -> Item:
        """Return a further quotation, with one button beside it."""
        text, answer = layout.quoted(entry, self._words)
        holder = f"{escape(self._words.name(entry.holder))}: " if entry.holder else ""
        told = f"{holder}{_marked(text, answer)}\n{self._below(entry, headline=False)}"
        shown = f"{self._worded(entry)}{told}"
        row = self._parts.quotations.get(entry.citation.n, ())
        place = component_of(entry.citation.n)
        if row:
            return discord.ui.Section(shown, accessory=row[0], id=place)
        return discord.ui.TextDisplay(shown, id=place)

    def _below(self, entry: Entry, *, headline: bool) -> str:
        """Return the small print below a quotation: where it is from, and its translation."""
        lines = self._where(entry, headline=headline), escape(layout.translation(entry, self._words))
        return "\n".join(small(line) for line in lines if line)

    def _where(self, entry: Entry, *, headline: bool) -> str:
        """Return what small print tells of a quotation; of a further one, its paper is a link where it has a page."""
        cited = entry.citation
        manner, place, day = _told(entry, self._words, headline=headline)
        told = list(map(escape, place))
        if self._linked and told and not headline and (address := link(cited.url)):
            told[0] = f"[{told[0].translate(_SQUARE)}](<{address}>)"
        # Escaped, too: "10. Jan." alone could begin a list.
        return SEPARATOR.join([*map(escape, manner), *told, *map(escape, day)]) + beside(
            self._texts.differs, cited.differs, linked=self._linked
        )

    def _headline(self, one: Headline) -> str:
        """Return an article near the question as a line, a link where it has a page."""
        title = escape(self._words.titled(shown_field(one.title, at_most=_HEADLINE))).translate(_SQUARE)
        address = link(one.url)
        day = f"{SEPARATOR}{self._words.day(one.published)}" if one.published else ""
        return f"- {f'[{title}](<{address}>)' if address else title}{day}"

    def _spellings(self) -> str:
        """Return the line that names the spellings searched beside the asker's own, unless the card has named some."""
        names = [name_field(name, at_most=_NAME) for name in self._answer.also_searched[:_SPELLINGS]]
        told = layout.plain(self._answer.sections, self._words)
        if not names or any(name in told for name in names):
            return ""
        return f"{self._texts.also_searched} {escape(', '.join(names))}"


def _told(entry: Entry, words: Wording, *, headline: bool) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return how a quotation was said, where it stands and of which day it is, as plain text."""
    cited = entry.citation
    title = words.titled(shown_field(entry.headline, at_most=_HEADLINE)) if entry.headline else ""
    publisher = words.name(name_field(cited.publisher, at_most=_NAME)) if cited.publisher else ""
    place = [title, publisher] if headline or not publisher else [publisher]
    day = [words.day(cited.published)] if cited.published else []
    return entry.manner, [one for one in place if one], day


def _height(entry: Entry, words: Wording, line: tuple[int, int]) -> int:
    """Return about how many pixels a quotation takes on a phone, the small print below it included."""
    text, _ = layout.quoted(entry, words)
    told = SEPARATOR.join(one for part in _told(entry, words, headline=line is _BIG) for one in part)
    return _lines(len(text), line) + _lines(len(told), _SMALL)


def _rows(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield buttons in rows that a phone shows as one line each."""
    row: list[Item] = []
    room = 0
    for item in items:
        wide = _width(item)
        if row and (len(row) == _IN_A_ROW or wide > room):
            yield row
            row, room = [], 0
        room = (room if row else _ROW) - wide
        row.append(item)
    if row:
        yield row


def _width(item: Item) -> int:
    """Return about how many pixels a button takes, the gap beside it included."""
    button = item.item if isinstance(item, discord.ui.DynamicItem) else item
    label, emoji = getattr(button, "label", None) or "", getattr(button, "emoji", None)
    return 40 + 8 * len(label) + (20 if emoji else 0)


def _row(items: Sequence[Item]) -> Item:
    return discord.ui.ActionRow(*items)


def _lines(characters: int, line: tuple[int, int]) -> int:
    return math.ceil(characters / line[0]) * line[1]


def _reason(sentences: str) -> str:
    """Return why there is no answer, the first sentence biggest."""
    first, stop, rest = sentences.partition(". ")
    return f"### {escape(first + stop.strip())}" + (f"\n{escape(rest)}" if rest else "")


def _marked(text: str, span: layout.Span | None) -> str:
    """Return a quotation, escaped, with a span of it in bold."""
    escaped = escape_around(text, ())
    if span is None:
        return escaped.text
    first, last = escaped.at(span)
    return f"{escaped.text[:first]}**{escaped.text[first:last]}**{escaped.text[last:]}"


def _bold(text: str) -> str:
    return f"**{text}**"
