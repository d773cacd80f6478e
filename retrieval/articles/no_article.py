"""Pages that are no article though a server sends them as one: consent asked, nothing found, on to another page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.articles.metadata import line
from retrieval.articles.page_labels import labels

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

LONGEST_NOTICE = 800
"""Characters of a page that says that something is not there, or leads on; articles about such pages have more."""

LONGEST_CONSENT = 3_000
"""Characters of a page that asks for consent: the texts of such pages are long, of articles about them longer."""

CONSENT_SHARE = 0.5
"""Share of a page's text in paragraphs that ask for consent, from which it does nothing else."""

LONGEST_TITLE = 10
"""Words of a title that says that something is not there."""

MOST_SECONDS = 15
"""Seconds after which a page that leads on does so; others load themselves again to bring news."""

_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?(?:\s*[;,]|\s)\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)


def refusal(tree: HtmlElement, title: str | None, text: str) -> str | None:
    """Return what a page is instead of an article, and what to do, as the end of a sentence; None of an article.

    `title` and `text` are what was taken for them.
    """
    if len(text) <= LONGEST_NOTICE:
        if found := leads_on(tree):
            return f"only leads on to {line(found[0], 200)}; give that address."
        if title and len(title.split()) <= LONGEST_TITLE and labels("not_found").search(title):
            return f"says {title!r}, an article was expected; check the address."
    if len(text) <= LONGEST_CONSENT and _asks_consent(text):
        return "asks for consent and shows no article; open it in a browser and save its text as .txt."
    return None


def leads_on(tree: HtmlElement) -> tuple[str, int] | None:
    """Return where a page sends its visitor, and after how many seconds; what it does without scripts is no matter."""
    for meta in tree.iter("meta"):
        if (
            next(meta.iterancestors("noscript"), None) is None
            and (meta.get("http-equiv") or "").strip().lower() == "refresh"
        ):
            found = _REFRESH.match((meta.get("content") or "")[:2_000])
            if found and int(found[1]) <= MOST_SECONDS:
                return found[2], int(found[1])
    return None


def _asks_consent(text: str) -> bool:
    """Return whether most of a text asks for consent, in more than one way."""
    paragraphs = text.split("\n\n")
    said = {" ".join(found[0].lower().split()) for found in labels("consent").finditer(" ".join(text.split()))}
    asking = sum(len(paragraph) for paragraph in paragraphs if labels("consent").search(" ".join(paragraph.split())))
    return len(said) >= 2 and asking >= CONSENT_SHARE * len(text)
