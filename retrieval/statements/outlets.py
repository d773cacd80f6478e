"""The bare name of a news medium from the phrase that names or describes it: RIA from "the state news agency RIA"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.languages.words import words
from retrieval.statements.cues import MEDIA

_KINDS = re.compile(
    r"(?:\w*-?)(?:agentur|zeitung|blatt|magazin|sender|rundfunk|fernsehen|radio|portal|dienst|kanal|interview|gespräch"
    r"|redaktion|onlineausgabe|ausgabe|website|homepage)(?:en|e|s|n)?|agency|agencies|newspapers?|paper|daily|weekly"
    r"|magazine|broadcaster|network|channel|station|television|tv|website|outlet|service"
    r"|(?:[иі]нформ)?агентств\w*|агенці\w+|газет\w*|(?:теле)?канал\w*|журнал\w*|издани\w+|видан\w+|портал\w*"
    r"|рад[иі]останц\w+|телекомпан\w+|интервью|інтерв[’']ю"
)
"""Nouns of four languages, lower case, for the kind of a medium."""
_NAMING = words("post times news presse press journal herald tribune allgemeine kurier anzeiger")
_DECLINED = re.compile(r"(\w+(?:факс|нформ|ммерсант))(?:а|у|ом|е|і|ові)")
"""Agencies that Russian and Ukrainian decline."""
_SMALL = words("the a an der die das dem den des of and & und am im")
_FEMININE = ("zeitung", "presse", "rundschau", "post", "agentur", "illustrierte", "welle")
_MARKS = "„“”\"«»‚‘'"


def outlet(phrase: Sequence[str]) -> str | None:
    """Return the name of the medium that a phrase, as its words, names; None where it gives only the kind.

    Words of the kind around the name are left out ("Nachrichtenagentur", "newspaper"), unless they are part of it
    ("Ostrauer Zeitung"). A name in quotation marks loses them.
    """
    quoted = next((word for word in phrase if len(word) > 2 and word[0] in _MARKS), None)
    if quoted is not None:
        return re.split("[“”\"«»‘']", quoted.lstrip(_MARKS))[0].strip() or None
    run: list[str] = []
    before: list[str] = []
    kind: str | None = None
    for part in phrase:
        word = re.sub(r"-(?:Interviews?|Gespräch)$", "", part)
        if run and run[-1].endswith(("'s", "’s")):
            break  # "the BBC's Russian service"
        lower = word.lower()
        if _KINDS.fullmatch(lower) and lower not in MEDIA:
            before = run or before
            run, kind = [], word
        elif word[0].isupper() or lower in MEDIA or (run and lower in _SMALL) or word[0].isdigit():
            run.append(word)
        elif run and kind is None and lower not in _SMALL:  # an adjective or noun in small letters: "Russian state …"
            before, run = run, []
    name = _bare(run) or _bare(before)
    if not run and kind is not None and kind[0].isupper() and before:
        name = _bare([*before, kind])
    return _DECLINED.sub(r"\1", name).removesuffix("'s").removesuffix("’s") or None


def _bare(run: list[str]) -> str:
    low, high = 0, len(run)
    while (
        low < high and run[low].lower() in _SMALL and not (high - low > 1 and run[low + 1].lower() in MEDIA | _NAMING)
    ):
        low += 1
    while low < high and run[high - 1].lower() in _SMALL:
        high -= 1
    names = run[low:high]
    for index, word in enumerate(names[:-1]):
        if word.endswith(("schen", "inen")):
            names[index] = word[:-1] if names[-1].lower().endswith(_FEMININE) else word[:-1] + "r"
    return " ".join(names)
