"""Quotations in a language that their reader does not understand, and these in his; the original stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from bot.answering.answer import Answer, Entry


def foreign(answer: Answer, understood: Set[str]) -> list[Entry]:
    """Return the quotations of an answer in other languages than its own and those `understood`, by ISO 639-1 code.

    One that lacks a part of a sentence is none of them: the translation of a part may say what the whole does not.
    """
    return [
        entry
        for section in answer.sections
        for entry in section.entries
        if entry.citation.language not in {answer.language, *understood}
        and not entry.late
        and entry.cut in (None, "sentence")
    ]


def translated(answer: Answer, texts: Mapping[int, str], model: str) -> Answer:
    """Return an answer with verified translations below its quotations, by number; `model` wrote them."""

    def of(entry: Entry) -> Entry:
        text = texts.get(entry.citation.n, "")
        return replace(entry, translation=text, translated_by=model) if text else entry

    sections = tuple(replace(one, entries=tuple(map(of, one.entries))) for one in answer.sections)
    return replace(answer, sections=sections)
