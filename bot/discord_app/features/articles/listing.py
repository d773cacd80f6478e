"""Lists of articles, and one article with its history, as cards."""

from __future__ import annotations

from collections.abc import Callable

import discord

from bot.discord_app.article_list import ArticlePage, ListedArticle
from bot.discord_app.features.articles import cards, reports
from bot.discord_app.texts import Texts
from retrieval.indexing.history import ArticleHistory, SourceHistory
from retrieval.text.untitled import called

LONGEST_SEARCH = 60
"""Code points: the search is a part of the id of a button."""

# Discord takes no longer address of a button, and versions and sources of an article that are shown.
_LONGEST_ADDRESS = 512
_SHOWN = 5


def listed(page: ArticlePage, search: str, texts: Texts) -> discord.ui.LayoutView:
    """Return a page of the list of articles."""
    words = texts.articles
    if not page.total:
        return cards.card(cards.NOTHING, [[words.none_listed]])
    found = f" {words.found.format(search=cards.title(search))}" if search else ""
    head = f"### {cards.counted(words.listed, page.total, texts)}{found}"
    return _paged(page, head, lambda number: f"articles:page:{number}:{search}", texts)


def changed(page: ArticlePage, span: str, texts: Texts) -> discord.ui.LayoutView:
    """Return a page of what a run changed, between the two moments of a span: 14 digits each."""
    if not page.total:
        return cards.card(cards.NOTHING, [[texts.articles.no_changes]])
    return _paged(page, f"### {texts.articles.changes}", lambda number: f"articles:turn:{span}:{number}", texts)


def _paged(page: ArticlePage, head: str, custom_id: Callable[[int], str], texts: Texts) -> discord.ui.LayoutView:
    words = texts.articles
    lines = [_listed(one, texts) for one in page.articles]
    buttons = []
    if page.page > 0:
        buttons.append(cards.button(words.earlier_button, custom_id(page.page - 1)))
    if page.page + 1 < page.pages:
        buttons.append(cards.button(words.later_button, custom_id(page.page + 1)))
    number = words.page.format(page=texts.number(page.page + 1), pages=texts.number(page.pages))
    foot = [[f"-# {number}"]] if page.pages > 1 else []
    return cards.card(cards.NOTHING, [[head, *lines], *foot], buttons)


def _listed(one: ListedArticle, texts: Texts) -> str:
    facts = [*cards.facts(one.publisher, one.published, texts), cards.moment(one.indexed)]
    return f"**{cards.title(one.name)}**\n-# {' · '.join(facts)}"


def shown(known: ArticleHistory, texts: Texts, *, removable: bool) -> discord.ui.LayoutView:
    """Return one article with what is known of it; `removable` offers to remove it."""
    article, words = known.article, texts.articles
    facts = cards.facts(article.publisher, None, texts)
    if day := cards.day(article.published, texts):
        facts.append(words.published.format(day=day))
    head = [f"### {cards.title(name(known))}", *([f"-# {' · '.join(facts)}"] if facts else [])]
    versions = [
        words.version.format(number=texts.number(one.version), since=cards.moment(one.indexed))
        for one in reversed(known.versions[-_SHOWN:])
    ]
    buttons: list[discord.ui.Button[discord.ui.LayoutView]] = []
    if article.url and len(article.url) <= _LONGEST_ADDRESS:
        buttons.append(discord.ui.Button(label=words.open_button, url=article.url))
    if removable:
        buttons.append(cards.button(words.remove_button, f"articles:remove:{article.article_id}"))
    colour = cards.FAILED if known.failing else cards.DONE
    return cards.card(colour, [head, [_source(one, texts) for one in known.sources[:_SHOWN]], versions], buttons)


def _source(one: SourceHistory, texts: Texts) -> str:
    words = texts.articles
    source = words.sent_file if cards.is_sent(one.source) else cards.place(one.source)
    if one.failure:
        why = reports.sentence(one.failure.problem, one.failure.given, texts)
        return words.unreadable.format(source=source, sentence=why, since=cards.moment(one.failure.since))
    if one.read is None:
        return words.by_archive.format(source=source)
    return words.readable.format(source=source, since=cards.moment(one.read))


def name(known: ArticleHistory) -> str:
    """Return what an article is called, hostile."""
    article = known.article
    return called(article.title, article.path, lambda: article.text)


def removal(known: ArticleHistory, quoting: int, texts: Texts) -> discord.ui.LayoutView:
    """Return the question whether an article is to be removed; `quoting` answers quote it."""
    words, ident = texts.articles, known.article.article_id
    lines = [f"### {words.remove.format(name=cards.title(name(known)))}", words.remove_means]
    if quoting:
        lines.append(cards.counted(words.quoting, quoting, texts))
    yes = cards.button(words.remove_button, f"articles:removed:{ident}", discord.ButtonStyle.danger)
    return cards.card(cards.FAILED, [lines], [yes, cards.button(words.keep_button, f"articles:kept:{ident}")])
