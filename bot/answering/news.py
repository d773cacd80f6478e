"""What articles bring that was not there before: statements of somebody, and reports on a topic."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.datatypes import Article, Hit, Query, ReadSentence, Retrieval, Statement
from retrieval.search import whom
from retrieval.search.attributing import SAID, statements_at_hand
from retrieval.search.lexical import Translator
from retrieval.search.query import understand
from retrieval.search.standing import Quoted
from retrieval.store.reading import Library
from retrieval.text.wording import LONGEST, Wording, evened, fingerprint

# Of one look: articles on a topic, statements of a speaker, and articles that a search is limited to.
_MOST_REPORTS, _MOST_STATEMENTS, _AT_ONCE = 10, 100, 400
# A topic is no question, which the threshold for answers was fitted on. An article is on it, too, whose passage has so
# many of its words (the signal "lexical") and is so near (deviations of the signal "dense", with the weight of words).
# Read off 27 topics over seeds/, where 38 articles are found so, 35 of them on the topic.
_WORDS, _WEIGHT, _NEAR = 0.2, 2.5, 3.3


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look for news is about.

    `fresh` are the articles that are new or were changed, with the hash of the text that was known of each, None for a
    new one. `known` are all others that were looked through. What is neither has come since, and is left to the next.
    """

    fresh: Mapping[str, str | None]
    known: Collection[str]


def statements(name: str, looked: Looked, catalog: Library, lexicon: Translator) -> list[Quoted]:
    """Return what somebody said in fresh articles and in no other, the newest articles first.

    `name` is a person in any spelling, an organisation or a role. Words that stood in an article before it was changed
    are not new, nor are those that the same person is quoted with elsewhere, or a copy of the article has.

    Raises:
        QueryError: the name cannot be asked for.
    """
    query = understand(name, speaker=name)
    quoted = whom.quoted(query, catalog, lexicon)
    if quoted.asked is None:
        return []
    own = _own(quoted, looked, catalog)
    articles = catalog.articles(own)
    old = {fingerprint(one.quote) for article_id, one in quoted.by if article_id in looked.known}
    old |= _in_copies(own, looked, catalog)
    found: dict[str, Quoted] = {}
    for article_id in sorted(own, key=lambda one: articles[one].published or "", reverse=True):
        article, before = articles[article_id], Before(article_id, looked.fresh[article_id], catalog)
        for one in own[article_id]:
            words = fingerprint(one.quote)
            if words not in old and words not in found and not before.had(one.quote):
                end = min(one.quote_end, one.quote_start + LONGEST)
                place = article_id, one.quote_start, end
                mark = fingerprint(article.text[one.quote_start : end])
                found[words] = Quoted(*place, mark, article.version)
    return list(found.values())[:_MOST_STATEMENTS]


def reports(topic: str, looked: Looked, catalog: Library, retrieve: Callable[[Query], Retrieval]) -> list[Quoted]:
    """Return what fresh articles say on a topic, a sentence of each story, the best first.

    An article is on the topic if it answers the topic as a question, or holds its words and is near it in meaning. A
    copy of an article that was known is no news, nor are words that stood in an article before it was changed.

    Raises:
        QueryError: the topic cannot be asked for.
    """
    asked = replace(understand(topic), since=None, until=None)
    left = _without_copies(looked, catalog)
    found: list[Quoted] = []
    while left and len(found) < _MOST_REPORTS:  # each turn leaves fewer
        told = _report(retrieve(replace(asked, article_ids=tuple(left[:_AT_ONCE]))))
        if told is None:
            left = left[_AT_ONCE:]
            continue
        article, sentence = told
        words = article.text[sentence.start : sentence.end]
        if not Before(article.article_id, looked.fresh.get(article.article_id), catalog).had(words):
            place = article.article_id, sentence.start, sentence.end
            found.append(Quoted(*place, fingerprint(words), article.version))
        story = {article.article_id, *catalog.stories([article.article_id]).get(article.article_id, ())}
        left = [one for one in left if one not in story]
    return found


def _report(retrieval: Retrieval) -> tuple[Article, ReadSentence] | None:
    """Return the sentence that says most on a topic, and its article; None where no article is on it."""
    read = [(one.article, one.best[0]) for one in retrieval.evidence if one.best]
    if retrieval.reason is None:
        return max(read, key=lambda told: told[1].score, default=None)
    if retrieval.reason == "unknown_name":
        return None
    near = (hit.passage.article_id for hit in retrieval.hits if _is_near(hit))
    about = next(near, None)
    return next((told for told in read if told[0].article_id == about), None)


def _is_near(hit: Hit) -> bool:
    words = hit.signals["lexical"]
    return words >= _WORDS and hit.signals["dense"] + _WEIGHT * words >= _NEAR


class Before:
    """The texts that an article had up to one that is known by its hash; none where that is None."""

    def __init__(self, article_id: str, known: str | None, catalog: Library) -> None:
        self._texts: list[Wording] = []
        if known is not None:
            last = max((one.version for one in catalog.versions(article_id) if one.sha256 == known), default=0)
            earlier = catalog.earlier_texts(article_id)
            self._texts = [Wording(text) for version, text in earlier.items() if version <= last]

    def had(self, words: str) -> bool:
        """Return whether words stood in any of them."""
        sought = evened(words) if self._texts else ""
        return any(text.places(sought) for text in self._texts)


def _own(quoted: whom.Quoted, looked: Looked, catalog: Library) -> dict[str, dict[Statement, None]]:
    """Return the statements in fresh articles that are surely by whom is asked for."""
    own: dict[str, dict[Statement, None]] = {}
    for article_id, one in quoted.by:
        if article_id in looked.fresh:
            own.setdefault(article_id, {})[one] = None
    if quoted.asked and (quoted.asked.by_role or quoted.asked.organisation):
        articles = catalog.articles(looked.fresh)
        at_hand = statements_at_hand(quoted.asked, catalog.statements_in(articles), articles)
        for article_id, pairs in at_hand.items():
            if sure := [one for one, how in pairs if how >= SAID]:
                own.setdefault(article_id, {}).update(dict.fromkeys(sure))
    return own


def _in_copies(article_ids: Iterable[str], looked: Looked, catalog: Library) -> set[str]:
    """Return the fingerprints of all statements in articles that were known and tell the same stories."""
    stories = catalog.stories(list(article_ids)).values()
    copies = {one for story in stories for one in story if one in looked.known}
    return {fingerprint(one.quote) for said in catalog.statements_in(copies).values() for one in said}


def _without_copies(looked: Looked, catalog: Library) -> Sequence[str]:
    """Return the fresh articles that tell no story that was known."""
    present = catalog.passage_ids(looked.fresh)
    stories = catalog.stories(list(present))
    return [one for one in present if not any(other in looked.known for other in stories.get(one, ()))]
