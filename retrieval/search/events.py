"""Question → the event since which it asks what happened: "What has happened since the talks in Geneva?".

The words are looked for among the articles by the retriever. `holds` says whether an article clearly is about them.
"""

from __future__ import annotations

import re
from functools import cache

from retrieval.datatypes import Article
from retrieval.languages.word_data import languages, load
from retrieval.search import days
from retrieval.search.lexical import Translator, term_groups
from retrieval.text.terms import terms

_PART = "events"
_BEGINNING = 400  # code points of a text that say what an article is about, about two sentences
_LONGEST = 100  # code points of an event's words; more is no event but a story


def event(question: str, language: str) -> str:
    """Return the words of the event since which a question asks what happened, "" where it names none.

    A clause is none ("since he resigned"), nor is a question for a day ("since when"). Days are read before.
    """
    if language not in languages(_PART):
        return ""
    match = _since(language).search(question)
    if match is None:
        return ""
    words = match["event"].split()
    data = load(language, _PART)
    end = match.end()
    while words and words[-1].casefold() in data.words("behind"):
        end = question.rindex(words.pop(), 0, end)
    if not days.asks_for_news(question, days.Named(match.start(), end, None, None)):
        return ""
    if any(word.casefold() in data.words("clause") for word in words):
        return ""
    named = " ".join(words)
    return named if terms(named, language) else ""


def holds(article: Article, event: str, language: str, lexicon: Translator) -> bool:
    """Return whether the title and the beginning of an article hold all content words of an event.

    In another language a translation stands for a word where it translates back to it.
    """
    spoken = article.language
    held = set(terms(f"{article.title}\n{article.text[:_BEGINNING]}", spoken))
    own = set(terms(event, language))
    if not own:
        return False
    if spoken == language:
        return own <= held

    def stands_for(term: str) -> bool:
        # Names and numbers are spelt alike.
        return term in own or any(back in own for back, _ in lexicon.translations(term, spoken, language))

    return all(
        any(term in held and stands_for(term) for term, _ in group.alternatives)
        for group in term_groups(event, language, spoken, lexicon)
    )


@cache
def _since(language: str) -> re.Pattern[str]:
    leading = "|".join(re.escape(word) for word in load(language, _PART).phrases("since"))
    return re.compile(rf"(?<!\w)(?:{leading})\s(?P<event>[^?!.,;:]{{1,{_LONGEST}}})(?=[?!.,;:]|$)", re.IGNORECASE)
