"""Where an article is from, in one line of Discord's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.answering.answer import Citation
from bot.answering.fragment import text_fragment
from bot.answering.marks import SEPARATOR, field, name_field
from bot.answering.wording import wording
from bot.discord_app.markdown import escape
from bot.discord_app.texts import Texts
from retrieval.datatypes import Article, Source

_PUBLISHER, _FILE = 60, 120  # code points shown
# A longer address is not linked: a line of sources with three addresses has to fit one message.
_ADDRESS = 400
_BUTTON = 512  # characters of an address that Discord takes for a button
_BESIDE = 2


def source(of: Citation | Article, headline: str, texts: Texts) -> str:
    """Return ``[“headline”](<url>) · publisher · date`` without what is unknown."""
    words = wording(texts.language)
    title = words.titled(headline) or of.article_id
    address = link(of.url)
    # A bracket inside a link's text would end it early for some clients.
    label = escape(title.translate(str.maketrans("[]", "()")))
    named = [f"[{label}](<{address}>)" if address else escape(title)]
    if of.publisher:
        named.append(escape(words.name(name_field(of.publisher, at_most=_PUBLISHER))))
    if of.published:
        named.append(words.day(of.published))
    return SEPARATOR.join(part for part in named if part)


def link(url: str | None, *, at_most: int = _ADDRESS) -> str | None:
    """Return `url` in a form that cannot leave a link's brackets; None if it is no web address or too long."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    address = percent_encode(url.strip(), safe="%/:=&?~#+!$,;'@*-._", errors="replace")
    return address if usable and len(address) <= at_most else None


def page(article: Article, start: int, end: int) -> str | None:
    """Return the address that leads to a piece of an article's text on its page, for a button; None without a page."""
    if not (plain := link(article.url)):
        return None
    address = link(text_fragment(plain, article.text, start, end), at_most=_BUTTON)
    return address or plain


def beside(label: str, others: Sequence[Source], *, linked: bool = True) -> str:
    """Return the first further sources behind a label: links named by their hosts, files by their names.

    Without `linked` the hosts are named and lead nowhere.
    """
    named: dict[str, None] = {}
    for other in others:
        if address := link(other.url):
            host = escape(urlsplit(address).hostname or "")
            named[f"[{host}](<{address}>)" if linked else host] = None
        elif other.path:
            named[escape(field(PurePath(other.path).name, at_most=_FILE))] = None
    return f"{SEPARATOR}{label} {', '.join(list(named)[:_BESIDE])}" if named else ""
