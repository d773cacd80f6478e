import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search.lexical import Bm25, TermGroup, all_terms, term_groups
from retrieval.text import terms


class Dictionary:
    """A translator of a few stems."""

    def __init__(self, **entries: dict[str, float]) -> None:
        self.entries = entries

    def translations(self, term: str, source: str, target: str) -> list[tuple[str, float]]:
        assert source != target
        return list(self.entries.get(term, {}).items())

    def is_word(self, term: str, language: str) -> bool:
        return term in self.entries


def groups(*words: str) -> tuple[TermGroup, ...]:
    return tuple(TermGroup(((word, 1.0),)) for word in words)


def test_within_a_language_a_group_is_a_stem() -> None:
    found = term_groups("Wie viele Brücken sind gesperrt?", "de", "de", Dictionary())
    assert all_terms(found) == terms.terms("Wie viele Brücken sind gesperrt?", "de")


def test_across_languages_a_group_holds_translations_and_the_word_itself() -> None:
    bridge = terms.terms("bridge", "en")[0]
    found = term_groups("the bridge in Lindau", "en", "de", Dictionary(**{bridge: {"bruck": 0.8, "steg": 0.3}}))
    spelled = [dict(group.alternatives) for group in found]
    assert {"bruck": 0.8, "steg": 0.3}.items() <= spelled[0].items()
    assert terms.terms("Lindau", "de")[0] in spelled[1]
    assert len(found) == 2


def test_a_question_of_stop_words_has_no_groups() -> None:
    assert term_groups("who is it?", "en", "en", Dictionary()) == ()
    assert term_groups("who is it?", "en", "de", Dictionary()) == ()


def test_rare_words_weigh_more_and_the_best_alternative_counts() -> None:
    bm25 = Bm25(groups("rare", "common"), {"rare": 1, "common": 90}, total=100)
    assert bm25.score(["rare"], 1, 1)[0] > bm25.score(["common"], 1, 1)[0]
    either = Bm25((TermGroup((("weak", 0.2), ("strong", 0.9))),), {"weak": 5, "strong": 5}, total=100)
    assert either.score(["weak", "strong"], 2, 2) == either.score(["strong", "other"], 2, 2)
    assert either.score(["strong"], 1, 1)[1] == pytest.approx(0.9)


def test_coverage_is_the_share_of_importance_found() -> None:
    bm25 = Bm25(groups("one", "two"), {"one": 10, "two": 10}, total=100)
    assert bm25.score(["one", "x"], 2, 2)[1] == pytest.approx(0.5)
    assert bm25.score(["one", "two"], 2, 2)[1] == pytest.approx(1.0)
    assert bm25.score([], 2, 2) == (0.0, 0.0)


words = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


@given(words, words, st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 50)))
def test_scores_stay_in_range_and_grow_with_matches(asked: list[str], text: list[str], known: dict[str, int]) -> None:
    bm25 = Bm25(groups(*dict.fromkeys(asked)), known, total=50)
    score, coverage = bm25.score(text, len(text), 6.0)
    assert 0 <= score <= 1 + 1e-6
    assert 0 <= coverage <= 1 + 1e-6
    assert bm25.score([*text, *asked], len(text), 6.0)[1] >= coverage - 1e-9
