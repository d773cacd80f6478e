"""The lines on top of an answer that tell what became of what it quotes; pure functions, no client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.answering.fates import Fate
from bot.answering.marks import field, name_field
from bot.answering.wording import wording
from bot.discord_app.corrected import SIGN
from bot.discord_app.markdown import escape
from bot.discord_app.texts import Texts
from bot.state.corrections import Notice

_TITLE, _NAME = 60, 60  # code points shown
_MOST_LINES, _MOST_DAYS = 3, 2


def notice(told: Notice, fates: Mapping[int, Fate], texts: Texts, *, numbered: bool, brief: bool = False) -> str:
    """Return the lines, a sentence each: of each article that was changed, of those removed, of those that are gone.

    `fates` are those of the quotations by number. `numbered` names the passages by their numbers; `brief` names no
    article, which is also done where that would take too many lines.
    """
    changed = list(dict.fromkeys(_of_changed(told.changed, fates, texts, numbered=numbered)))
    if brief or len(changed) > _MOST_LINES:
        gone = [n for n in told.changed if fates[n].state == "changed"]
        detail = _reads(gone, texts, numbered=numbered) if gone else ""
        changed = [_sentence(texts.corrections.many, detail)] if changed else []
    lines = [*changed, *_of_removed([fates[n] for n in told.removed], texts)]
    if any(fates[n].state == "gone" for n in told.changed):
        lines.append(texts.corrections.gone)
    return "\n".join(SIGN + line for line in lines)


def _of_changed(numbers: Sequence[int], fates: Mapping[int, Fate], texts: Texts, *, numbered: bool) -> Iterator[str]:
    """Yield a sentence for quotations of one article that became the same; none for articles that are not there."""
    words, groups = texts.corrections, dict[Fate, list[int]]()
    for n in numbers:
        groups.setdefault(fates[n], []).append(n)
    for fate, these in groups.items():
        title = escape(wording(texts.language).titled(field(fate.headline, at_most=_TITLE)))
        match fate.state:
            case "changed":
                yield _sentence(_changed(fate, title, texts), _reads(these, texts, numbered=numbered))
            case "attributed":
                speaker = escape(wording(texts.language).name(name_field(fate.speaker, at_most=_NAME)))
                given = words.attributed.format(which=_which(these, texts, numbered=numbered), speaker=speaker)
                yield _sentence(words.changed.format(title=title), given)
            case "stands":  # again: what was said stays true without what is no longer so
                yield _sentence(words.changed.format(title=title), "")
            case _:
                pass


def _changed(fate: Fate, title: str, texts: Texts) -> str:
    words = texts.corrections
    if fate.when is None:
        return words.changed.format(title=title)
    return words.changed_on.format(title=title, day=wording(texts.language).day(fate.when))


def _of_removed(fates: Sequence[Fate], texts: Texts) -> Iterator[str]:
    """Yield a sentence for each day on which articles were removed, the last ones; one without where none is known."""
    words, days = texts.corrections, sorted({fate.when[:10] for fate in fates if fate.state == "removed" and fate.when})
    for day in days[-_MOST_DAYS:]:
        yield words.removed_on.format(day=wording(texts.language).day(day))
    if fates and not days:
        yield words.removed


def _reads(numbers: Sequence[int], texts: Texts, *, numbered: bool) -> str:
    words = texts.corrections
    form = words.reads if len(numbers) == 1 else words.read
    return form.format(which=_which(numbers, texts, numbered=numbered))


def _which(numbers: Sequence[int], texts: Texts, *, numbered: bool) -> str:
    words = texts.corrections
    if not numbered:
        return words.quotation if len(numbers) == 1 else words.quotations
    form = words.passage if len(numbers) == 1 else words.passages
    return form.format(numbers=", ".join(f"[{n}]" for n in numbers))


def _sentence(beginning: str, detail: str) -> str:
    return f"{beginning}; {detail}." if detail else f"{beginning}."
