"""Words in German quotation marks that are no speech, or not the speech of whom the clause names first."""

from __future__ import annotations

from retrieval.languages.word_data import load
from retrieval.statements.german.cues import cues
from retrieval.statements.german.phrases import GENITIVE, is_media_name, is_noun
from retrieval.statements.tokens import Sentence

_LISTS = load("de", "statements")

_REACTIONS = _LISTS.words("reactions")
_HEARING = _LISTS.words("hearing_verbs")
_AT = _LISTS.words("before_quoted_places")
_VERDICT = _LISTS.words("before_verdicts")
_TITLED = tuple(_LISTS.words("titled_endings"))
_NAMING = _LISTS.words("before_titles")
_ARTICLES = _LISTS.words("before_quoted_names")
_QUOTING_NOUNS = _LISTS.words("quoting_nouns")


def is_reaction(sentence: Sentence, end: int) -> bool:
    """Return whether the clause before `end` reacts to words of another ("auf eine Stichelei von X:") or hears them."""
    lower = sentence.lower
    around = lower[max(0, end - 12) : end]
    if not _HEARING.isdisjoint(around) and all(word not in cues() for word in around):
        return True
    return any(
        lower[i] in ("auf", "über", "gegen", "zu")
        and not _REACTIONS.isdisjoint(lower[i + 1 : i + 5])
        and not (GENITIVE | {"von", "vom"}).isdisjoint(lower[i + 2 : end])
        for i in range(max(0, end - 12), end)
    )


def is_verdict(sentence: Sentence, index: int, cue: str, *, within: bool) -> bool:
    """Return whether a quotation token is what something is called or held to be ("als „…“", "einen „…“").

    `within` tells that it stands inside the clause of a verb of saying, whose words it then is anyway.
    """
    if within or cue.lower() == "für":
        return True
    if cue.lower().startswith(("nenn", "nannt", "genannt")):
        return "sich" not in sentence.lower[max(0, index - 6) : index]
    return not _VERDICT.isdisjoint(sentence.lower[max(0, index - 3) : index])


def announces(sentence: Sentence, index: int) -> bool:
    """Return whether the noun at `index` announces the quotation behind it: "die Feststellung „…“"."""
    return sentence.lower[index] in _QUOTING_NOUNS


def is_term(sentence: Sentence, index: int) -> bool:
    """Return whether a quotation token is a name or title rather than somebody's words."""
    word = sentence.words[index]
    if sentence.quotes[index] < 0:
        return True
    spaces = word.count(" ")
    before = sentence.lower[index - 1] if index else ""
    if before in _NAMING or before.endswith(_TITLED):
        return True
    if spaces >= 7 or word[-2:-1] in ".!?":
        return False
    if is_media_name(word) or (spaces == 0 and "." in word[2:-2]):
        return True
    if word[1:2].islower() or word[1:2] in "[.(…":
        return False
    if index and is_noun(sentence, index - 1):
        return before not in _QUOTING_NOUNS
    follows = sentence.words[index + 1 : index + 2]
    if before == "von" and index > 1 and is_noun(sentence, index - 2):
        return spaces < 4
    if index > 1 and sentence.lower[index - 2] in ("vor", "als", "von", "gegen"):
        return False
    if before in _ARTICLES or before in _AT:
        return spaces < 4 and not (before in ("vom", "zum", "von") and spaces == 0 and follows != [","])
    return follows == ["("] and spaces < 3
