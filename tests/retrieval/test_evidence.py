from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Article, Hit, Passage, Query, ReadSentence, Source, Statement
from retrieval.search.evidence import CHARACTERS, OWN_SPANS, PASSAGES_PER_ARTICLE, SPANS, Context, choose, gather

TEXT = "One two. Three four.\n\nFive six. Seven eight."

ENGLISH = Query("?", "en")


def article(key: str, text: str = TEXT, language: str = "en") -> Article:
    return Article(key, key.title(), text, language)


def hit(of: Article, start: int, end: int, score: float, language: str | None = None) -> Hit:
    passage = Passage(
        f"{of.article_id}{start}",
        of.article_id,
        start,
        end,
        of.text[start:end],
        language or of.language,
        ((start, end),),
    )
    return Hit(passage, score)


def context(*articles: Article, statements: dict[str, list[Statement]] | None = None) -> Context:
    return Context({one.article_id: one for one in articles}, statements or {}, {})


def read(*hits: Hit) -> dict[str, list[ReadSentence]]:
    """Return the hits' sentences of each article as they would be read, each as good as its hit."""
    found: dict[str, list[ReadSentence]] = {}
    for one in hits:
        sentences = [ReadSentence(start, end, one.score, 0.0) for start, end in one.passage.sentences]
        found.setdefault(one.passage.article_id, []).extend(sentences)
    return found


def test_neighbours_are_merged_and_keep_the_order_of_the_best() -> None:
    a, b = article("a"), article("b")
    hits = [hit(a, 22, 31, 3.0), hit(b, 0, 8, 2.0), hit(a, 9, 20, 1.0)]
    found = gather(hits, context(a, b), read(*hits))
    assert [(one.article.article_id, one.start, one.end) for one in found] == [("a", 9, 31), ("b", 0, 8)]
    assert found[0].text == TEXT[9:31]
    assert [(one.start, one.end) for one in found[0].best] == [(22, 31), (9, 20)]
    assert found[0].score == 3.0


def test_passages_apart_stay_apart() -> None:
    a = article("a")
    hits = [hit(a, 0, 8, 2.0), hit(a, 22, 31, 1.0)]
    assert len(gather(hits, context(a), read(*hits))) == 2


def test_statements_that_overlap_come_along() -> None:
    a = article("a")
    inside = Statement("A", "A", 0, 1, "direct", TEXT[4:12], 4, 12, ((4, 12),), "said", None)
    outside = Statement("A", "A", 0, 1, "direct", TEXT[33:40], 33, 40, ((33, 40),), "said", None)
    hits = [hit(a, 0, 8, 1.0)]
    (found,) = gather(hits, context(a, statements={"a": [inside, outside]}), read(*hits))
    assert found.statements == (inside,)


def test_one_article_does_not_crowd_out_the_others() -> None:
    long = article("long", "word " * 400)
    other = article("other")
    hits = [hit(long, n * 50, n * 50 + 20, 10.0 - n) for n in range(8)] + [hit(other, 0, 8, 0.5)]
    taken = choose(hits, {}, ENGLISH)
    assert sum(one.passage.article_id == "long" for one in taken) == PASSAGES_PER_ARTICLE
    assert taken[-1].passage.article_id == "other"


def test_the_best_of_another_language_is_kept() -> None:
    many = [hit(article(f"e{n}"), 0, 8, 10.0 - n) for n in range(SPANS + 3)]
    german = hit(article("d", language="de"), 0, 8, 0.1)
    taken = choose([*many, german], {}, ENGLISH)
    assert taken[-1] is german
    assert len(taken) == SPANS + 1


def test_what_the_asker_reads_is_kept_however_many_others_are_better() -> None:
    many = [hit(article(f"r{n}", language="ru"), 0, 8, 99.0 - n) for n in range(SPANS + 3)]
    english = [hit(article(f"e{n}"), 0, 8, 9.0 - n) for n in range(OWN_SPANS + 2)]
    others = [
        hit(article(f"{one}{n}", language=one), 0, 8, 3.0 - n) for n in (0, 1) for one in ("de", "uk", "fr", "it")
    ]
    taken = choose([*many, *english, *others], {}, Query("?", "en", reads=("de", "uk")))
    keys = [one.passage.article_id for one in taken[SPANS:]]
    assert keys == [*(f"e{n}" for n in range(OWN_SPANS)), "de0", "uk0", "fr0"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Holt: “The dam holds”", "Holt: “The dam holds”\n\nIt rained."),
        ("Holt says: “The dam holds.” Rain", "Holt says: “The dam holds.” Rain\n\nIt rained."),
        ("T", "It rained.\n\nThe dam holds, says Holt\n\nNobody came."),
    ],
)
def test_headings_give_no_statements(title: str, text: str) -> None:
    a = replace(article("a", text), title=title)
    start = text.index("The dam holds")
    said = Statement("A", "A", 0, 1, "direct", text[start : start + 13], start, start + 13, ((0, 1),), "said", None)
    hits = [hit(a, 0, len(text), 1.0)]
    (found,) = gather(hits, context(a, statements={"a": [said]}), read(*hits))
    assert found.statements == ()
    below = f"{text}\n\nHolt: “The dam holds” and so on."
    b = replace(a, text=below)
    start = below.rindex("The dam holds")
    told = replace(said, quote_start=start, quote_end=start + 13)
    (found,) = gather([hit(b, 0, len(below), 1.0)], context(b, statements={"a": [said, told]}), {})
    assert found.statements == (told,)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=40))
def test_choice_keeps_order_and_limits(places: list[tuple[int, int]]) -> None:
    articles = [article(str(number), "x " * 1000) for number in range(5)]
    hits = [hit(articles[a], p * 200, p * 200 + 150, float(-n)) for n, (a, p) in enumerate(dict.fromkeys(places))]
    taken = choose(hits, {}, ENGLISH)
    assert [one.score for one in taken] == sorted((one.score for one in taken), reverse=True)
    assert len(taken) <= SPANS
    assert sum(len(one.passage.text) for one in taken) <= CHARACTERS
    found = gather(taken, Context({a.article_id: a for a in articles}, {}, {"0": (Source("/p", None),)}), read(*taken))
    for one in found:
        assert one.article.text[one.start : one.end] == one.text
        assert all(one.start <= best.start < best.end <= one.end for best in one.best)
