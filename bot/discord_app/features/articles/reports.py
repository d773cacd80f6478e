"""What came of a run, as a card: by title what changed, and why the rest did not."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.discord_app.features.articles import cards
from bot.discord_app.index_process import FailedArticle, IndexedArticle, IndexFailure, IndexOutcome, Kind
from bot.discord_app.texts import Texts
from bot.discord_app.texts.form import ArticleFailure
from retrieval.errors import PASSING
from retrieval.shelves import SHARED

log = logging.getLogger(__name__)

# Articles of each kind and failures that a card shows; the rest is behind a button, or only counted.
_SHOWN = 5
# Of what somebody sent all that failed is told: files and addresses, ten each at most.
_SENT = 20
_SIGNS = {"added": "+", "changed": "~", "removed": "−"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Something sent that was not even tried: how its sender calls it, hostile, and why."""

    name: str
    problem: ArticleFailure
    most: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """A run over a shelf and what came of it, between two moments (``YYYY-MM-DDTHH:MM:SSZ``).

    `names` are what senders call their files, by where they are kept; `refused` is what was not tried.
    """

    kind: Kind
    outcome: IndexOutcome
    began: str = ""
    ended: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[Refused] = ()
    shelf: str = SHARED


def result(finished: Finished, texts: Texts, *, add: str) -> discord.ui.LayoutView:
    """Return the card that ends a run; `add` mentions the command that adds articles."""
    outcome = finished.outcome
    problems = [*_problems(finished, texts)]
    changed = outcome.added + outcome.changed + outcome.removed
    if not (changed or outcome.unchanged or problems):
        return cards.card(cards.NOTHING, [[texts.articles.nothing_known.format(add=add)]])
    blocks = [[f"### {_headline(finished, texts)}", _counts(outcome, texts), *_named(outcome, texts)]]
    if problems:
        most = _SENT if finished.kind == "addition" else _SHOWN
        lines = problems[:most]
        if len(problems) > most:
            lines.append(f"-# {texts.articles.more.format(count=texts.number(len(problems) - most))}")
        blocks.append([f"**{cards.counted(texts.articles.not_read, len(problems), texts)}**", *lines])
    good = changed or (outcome.unchanged and not problems)
    colour = cards.DONE if good else cards.FAILED if problems else cards.NOTHING
    return cards.card(colour, blocks, _buttons(finished, texts))


def failed(outcome: IndexFailure, texts: Texts, number: str, *, shelf: str = SHARED) -> discord.ui.LayoutView:
    """Return the card for a run over a shelf that did nothing; `number` is that by which the log is found."""
    sentence = texts.articles.stopped.get(outcome.code)
    lines = [sentence or texts.articles.broken]
    if sentence is None:
        log.error("Run %s failed: %s", number, outcome.code)
        lines.append(f"-# {texts.reference.format(reference=number)}")
    return cards.card(cards.FAILED, [lines], [cards.button(texts.articles.again_button, f"articles:again{own(shelf)}")])


def sentence(problem: str, given: Mapping[str, int], texts: Texts) -> str:
    """Return why something is not read; what is unknown is a fault."""
    words = texts.articles.problems
    template = words.get(problem, words["fault"])  # type: ignore[call-overload]
    sizes = {"most": cards.size(given.get("most", 0), texts), "status": given.get("status", 0)}
    return str(template.format(**sizes))


def own(shelf: str) -> str:
    """Return what a button's id ends with that is for the articles of the server where it is pressed."""
    return "" if shelf == SHARED else ":own"


def passing(outcome: IndexOutcome) -> list[FailedArticle]:
    """Return the failures that may be gone the next time."""
    return [one for one in outcome.failed if one.problem in PASSING]


def _headline(finished: Finished, texts: Texts) -> str:
    outcome, words = finished.outcome, texts.articles
    if finished.kind == "rehearsal":
        return words.rehearsed
    new = outcome.added + outcome.changed
    if finished.kind == "addition":
        return cards.counted(words.taken_in, new, texts) if new else words.nothing_taken_in
    return cards.counted(words.up_to_date, new + outcome.unchanged, texts)


def _counts(outcome: IndexOutcome, texts: Texts) -> str:
    numbers = {kind: getattr(outcome, kind) for kind in texts.articles.counts}
    counts = [texts.articles.counts[kind].format(count=texts.number(one)) for kind, one in numbers.items() if one]
    return " · ".join([*counts, texts.articles.seconds.format(count=texts.number(round(outcome.seconds)))])


def _named(outcome: IndexOutcome, texts: Texts) -> list[str]:
    """Return a line for each article that is new, changed or gone, as far as there are few."""
    lines: list[str] = []
    for kind, sign in _SIGNS.items():
        articles: Sequence[IndexedArticle] = getattr(outcome, f"{kind}_articles")
        lines += [f"> **{sign}** {_article(one, texts)}" for one in articles[:_SHOWN]]
        if (left := getattr(outcome, kind) - len(articles[:_SHOWN])) > 0:
            lines.append(f"> -# {sign} {texts.articles.more.format(count=texts.number(left))}")
    return lines


def _article(one: IndexedArticle, texts: Texts) -> str:
    changed = [cards.counted(texts.articles.sentences, one.sentences, texts)] if one.sentences else []
    return " · ".join([cards.title(one.title), *cards.facts(one.publisher, one.published, texts), *changed])


def _problems(finished: Finished, texts: Texts) -> list[str]:
    """Return a line for each thing that was sent or known and is not among the articles, or was before."""
    outcome = finished.outcome
    lines = [_line(cards.name(one.name), sentence(one.problem, {"most": one.most}, texts)) for one in finished.refused]
    for failure in outcome.failed:
        stays = f" {texts.articles.last_good}" if failure.title else ""
        lines.append(_line(_called(failure, finished, texts), sentence(failure.problem, failure.given, texts) + stays))
    for source in outcome.left_out if finished.kind == "addition" else ():
        name = _sent(source, finished)
        lines.append(_line(name, sentence("removed_earlier", {}, texts)))
    for known in outcome.unchanged_articles if finished.kind == "addition" else ():
        name = _sent(known.source or "", finished)
        lines.append(_line(name, texts.articles.twice.format(title=cards.title(known.title))))
    return lines


def _line(name: str, sentence: str) -> str:
    return f"**{name}** {sentence}"


def _sent(source: str, finished: Finished) -> str:
    """Return what somebody who sent a file calls it, or an address."""
    return cards.name(finished.names[source]) if source in finished.names else cards.place(source)


def _called(failure: FailedArticle, finished: Finished, texts: Texts) -> str:
    """Return what to call a source: as its sender does, by the title it had, or by its own name."""
    if failure.path in finished.names:
        return _sent(failure.path, finished)
    if failure.title:
        return cards.title(failure.title)
    return texts.articles.sent_file if cards.is_sent(failure.path) else cards.place(failure.path)


def _buttons(finished: Finished, texts: Texts) -> list[discord.ui.Button[discord.ui.LayoutView]]:
    outcome, buttons = finished.outcome, []
    if finished.kind != "rehearsal" and (passing(outcome) if finished.kind == "addition" else outcome.failed):
        kind = "mine" if finished.kind == "addition" else "retry"
        buttons.append(cards.button(texts.articles.retry_button, f"articles:{kind}{own(finished.shelf)}"))
    if finished.kind != "rehearsal" and outcome.added + outcome.changed:
        span = "".join(filter(str.isdigit, finished.began + finished.ended))
        buttons.append(cards.button(texts.articles.changes_button, f"articles:changes:{span}:0"))
    return buttons
