"""Which buttons stand under an answer, and what else its card has: all features are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.answering.answer import Answer, Citation
from bot.answering.wording import wording
from bot.discord_app.card import Parts, visible
from bot.discord_app.host import AnswerButton, Background, Feature, Item, Look
from bot.discord_app.markdown import escape
from bot.discord_app.question import Question
from bot.discord_app.texts import Texts, in_language
from retrieval.store.records import Freshness

# Discord shows five rows, of five buttons where there are many; a phone has room for three.
_MOST_BUTTONS, _ROWS, _IN_ROW = 25, 5, 3
# Ways in which the question stands above the answer anyway.
_SEEN = frozenset({"message", "thread", "forum"})


def view(features: Sequence[Feature], answer: Answer, question: Question) -> discord.ui.View | None:
    """Return the buttons under an answer in plain text, as many as Discord shows; None for an answer without any."""
    texts = in_language(answer.language)
    actions = _actions(features, answer, question)
    cited = (*answer.citations, *answer.further_citations)
    numbered = [one for row in beside(features, cited, texts, "numbered").values() for one in row]
    shown = discord.ui.View(timeout=None)
    instead = [one for feature in features for kind in feature.suggestions for one in kind.under(answer, question)]
    buttons = [*numbered[: _MOST_BUTTONS - len(actions) - len(instead)], *instead, *actions]
    in_row = _IN_ROW if len(buttons) <= _IN_ROW * _ROWS else _MOST_BUTTONS // _ROWS
    for place, button in enumerate(buttons):
        button.row = place // in_row
        shown.add_item(button)
    return shown if shown.children else None


def parts(features: Sequence[Feature], answer: Answer, question: Question, background: Background) -> Parts:
    """Return what stands on the card of an answer beside it."""
    texts = in_language(answer.language)
    firsts = {section.entries[0].citation.n for section in answer.sections if section.entries and not section.reason}
    shown = visible(answer)
    cited = [one for one in (*answer.citations, *answer.further_citations) if one.n in shown]
    quotations = {
        **beside(features, (one for one in cited if one.n in firsts), texts, "full"),
        **beside(features, (one for one in cited if one.n not in firsts), texts, "icon"),
    }
    for n in firsts & background.links.keys():
        quotations[n] = [*quotations[n], discord.ui.Button(label=texts.card.open_article, url=background.links[n])]
    return Parts(
        quotations=quotations,
        suggestions=[
            one for feature in features for kind in feature.suggestions for one in kind.under(answer, question)
        ],
        actions=_actions(features, answer, question),
        asked=question.way not in _SEEN,
        below=_freshness(background.freshness, texts),
    )


def beside(
    features: Sequence[Feature], citations: Iterable[Citation], texts: Texts, look: Look
) -> dict[int, list[Item]]:
    """Return the buttons beside quotations, by number."""
    kinds = [kind for feature in features for kind in feature.quotations]
    return {one.n: [kind.beside(one, texts, look=look) for kind in kinds] for one in citations}


def _actions(features: Sequence[Feature], answer: Answer, question: Question) -> list[AnswerButton]:
    if answer.greeting:
        return []  # There is nothing to go on from.
    return [one for feature in features for kind in feature.actions for one in kind.under(answer, question)]


def _freshness(known: Freshness, texts: Texts) -> str:
    """Return how many articles were searched, and how new the newest is, as Markdown."""
    words = texts.card
    count = words.searched_one if known.articles == 1 else words.searched.format(count=texts.number(known.articles))
    if not known.articles or known.newest_day is None:
        return escape(count) if known.articles else ""
    return escape(f"{count} · {words.newest.format(day=wording(texts.language).day(known.newest_day))}")
