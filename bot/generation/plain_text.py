"""Whether a sentence of a model's is nothing but text: it leads nowhere, calls nobody and is not marked up.

A claim may repeat its article word for word, so a verified one is not harmless by itself.
"""

from __future__ import annotations

import re

from bot.verification.claims import Fault
from retrieval.text.cleaning import is_shown

LONGEST = 300
"""Code points of a claim."""

_LINK = re.compile(
    r"\w{2,}\s?[:：]\s?[/／\\]{2}|\bwww\.|\b(?:mailto|tel|data|javascript|discord)\s?:\S|\]\s?\("
    r"|(?<![\w@.])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}/\S"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|info|gg|io|me|ru|de|uk|ua|eu|xyz|top|link|site|app|dev|example|invalid)\b",
    re.IGNORECASE,
)
_PING = re.compile(r"[@＠﹫]|<[#&:/!]|<t:", re.IGNORECASE)
_MARKED_UP = re.compile(r"\*\*|__|~~|\|\||`|</?[a-z]|!\[|^\s*[#>]|\[\s*[\d…^]|[\u3010\u3011]", re.IGNORECASE)


def fault_of(text: str) -> Fault | None:
    """Return what keeps a sentence from being shown, whatever it says; None for nothing."""
    if not text:
        return Fault("form", "empty")
    if len(text) > LONGEST:
        return Fault("form", "too_long")
    if not all(char == " " or is_shown(char) for char in text):
        return Fault("form", "invisible")
    for code, pattern in (("link", _LINK), ("ping", _PING), ("markup", _MARKED_UP)):
        if found := pattern.search(text):
            return Fault("form", code, found=found[0])
    return None
