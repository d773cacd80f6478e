"""The judged questions and the sample articles keep the promises that the retrieval figures rest on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from retrieval.articles import load
from retrieval.datatypes import Article
from retrieval.evaluation.judged_questions import JudgedQuestion, read_questions

QUESTIONS_FILE = Path(__file__).with_name("questions.toml")
SEEDS = sorted((Path(__file__).parents[2] / "seeds").iterdir())
SOURCE_NOTE = "source_note: retold from agency reports, January 2022"
REASONS = {"unknown_name", "no_statement", "name_but_not_topic", "outside_dates", "not_in_articles"}
CYRILLIC = {"ru", "uk"}
QUOTED = re.compile(r"„([^“]*)“|“([^”]*)”|\"([^\"]*)\"|«([^»]*)»")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {path.name: load(path, max_bytes=1_000_000) for path in SEEDS}


@pytest.fixture(scope="module")
def questions() -> tuple[JudgedQuestion, ...]:
    return read_questions(QUESTIONS_FILE)


def _across(question: JudgedQuestion, articles: dict[str, Article], source: str, target: str) -> bool:
    """Return whether the question is asked in `source`, answered in `target`, and by no article in its own language."""
    languages = {articles[name].language for name in question.articles}
    return question.language == source and target in languages and source not in languages


def test_ids_are_unique_and_follow_ups_name_an_earlier_question_of_their_split(
    questions: tuple[JudgedQuestion, ...],
) -> None:
    split_of: dict[str, str] = {}
    for question in questions:
        assert question.id not in split_of
        if question.after is not None:
            assert split_of[question.after] == question.split, question.id
        split_of[question.id] = question.split


def test_every_question_has_evidence_in_each_of_its_articles_or_a_reason(
    questions: tuple[JudgedQuestion, ...], articles: dict[str, Article]
) -> None:
    for question in questions:
        assert bool(question.articles) == bool(question.evidence) == (question.reason is None), question.id
        assert question.reason is None or question.reason in REASONS, question.id
        texts = {name: articles[name].text for name in question.articles}
        for evidence in question.evidence:
            assert any(evidence in text for text in texts.values()), (question.id, evidence)
            # A passage counts as found when it holds half of the evidence: a long one would ask for too much.
            assert len(evidence) <= 220, (question.id, evidence)
        for name, text in texts.items():
            assert any(evidence in text for evidence in question.evidence), (question.id, name)


def test_an_answer_is_less_than_the_evidence_that_holds_it(questions: tuple[JudgedQuestion, ...]) -> None:
    for question in questions:
        if question.answer is not None:
            assert question.articles, question.id
            assert question.answer == question.answer.strip() != "", question.id
            assert any(question.answer in words and question.answer != words for words in question.evidence), (
                question.id
            )


def test_evidence_is_not_left_unjudged_in_another_article(
    questions: tuple[JudgedQuestion, ...], articles: dict[str, Article]
) -> None:
    for question in questions:
        for evidence in question.evidence:
            holders = {name for name, article in articles.items() if evidence in article.text}
            assert holders <= set(question.articles), (question.id, evidence)


def test_speakers_are_spelled_as_an_article_spells_them(
    questions: tuple[JudgedQuestion, ...], articles: dict[str, Article]
) -> None:
    for question in questions:
        if question.speaker is not None:
            assert any(question.speaker in articles[name].text for name in question.articles), question.id


def test_answers_lie_within_the_dates_asked_for(
    questions: tuple[JudgedQuestion, ...], articles: dict[str, Article]
) -> None:
    for question in questions:
        first = date.fromisoformat(question.since or "0001-01-01")
        last = date.fromisoformat(question.until or "9999-12-31")
        if (question.since or question.until) is None:
            assert question.reason != "outside_dates", question.id
            continue
        for name in question.articles:
            published = articles[name].published
            assert published is not None, (question.id, name)
            assert first <= date.fromisoformat(published[:10]) <= last, (question.id, name)


def test_both_halves_hold_the_same_mix(questions: tuple[JudgedQuestion, ...]) -> None:
    halves = Counter(question.split for question in questions)
    assert set(halves) == {"dev", "test"}
    assert abs(halves["dev"] - halves["test"]) <= 0.05 * len(questions)
    for group in {(question.language, question.reason) for question in questions}:
        members = Counter(q.split for q in questions if (q.language, q.reason) == group)
        assert abs(members["dev"] - members["test"]) <= max(2, 0.15 * members.total()), group


def test_there_are_enough_questions_of_every_kind(
    questions: tuple[JudgedQuestion, ...], articles: dict[str, Article]
) -> None:
    assert len(questions) >= 300
    unanswerable = Counter(question.kind for question in questions if not question.articles)
    assert unanswerable.total() >= 120
    assert unanswerable[None] == 0
    assert min(unanswerable.values()) >= 10
    assert sum(question.answer is not None for question in questions) >= 40
    assert sum(_across(question, articles, "en", "de") for question in questions) >= 40
    assert sum(_across(question, articles, "de", "en") for question in questions) >= 40
    assert sum(question.speaker is not None for question in questions) >= 25
    assert sum(question.since is not None or question.until is not None for question in questions) >= 10
    assert sum(question.after is not None for question in questions) >= 8
    answered = [question for question in questions if question.articles]
    cyrillic = [
        question
        for question in answered
        if question.language in CYRILLIC or {articles[name].language for name in question.articles} <= CYRILLIC
    ]
    assert len(cyrillic) >= 10
    assert {question.reason for question in questions if question.reason} == REASONS


def test_the_seeds_are_as_many_and_as_mixed_as_promised(articles: dict[str, Article]) -> None:
    languages = Counter(article.language for article in articles.values())
    suffixes = Counter(path.suffix for path in SEEDS)
    assert len(articles) >= 24
    assert min(languages["de"], languages["en"]) >= 12
    assert languages["ru"] + languages["uk"] >= 3
    assert suffixes[".txt"] == suffixes[".html"] == 2
    assert set(suffixes) == {".md", ".txt", ".html"}
    for name, article in articles.items():
        assert 230 <= len(article.text.split()) <= 600, name
        if not name.endswith(".txt"):
            assert None not in (article.publisher, article.published, article.url), name


def test_every_seed_says_whether_it_is_invented() -> None:
    retold = [path for path in SEEDS if SOURCE_NOTE in path.read_text(encoding="utf-8")]
    assert len(retold) == 8
    invented = re.compile(
        r"^fictional: true$|<meta name=\"fictional\" content=\"true\">|erfunden\.$|do not exist\.$", re.MULTILINE
    )
    for path in SEEDS:
        assert (path in retold) != bool(invented.search(path.read_text(encoding="utf-8"))), path.name


def test_real_people_are_quoted_with_at_most_four_words() -> None:
    for path in SEEDS:
        text = path.read_text(encoding="utf-8")
        if SOURCE_NOTE in text:
            for match in QUOTED.finditer(text):
                assert len(match[0].split()) <= 4, (path.name, match[0])


def test_the_cluster_spells_one_name_in_many_ways() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SEEDS)
    assert all(name in text for name in ("Rjabkow", "Ryabkov", "Riabkov", "Рябков"))


def test_one_story_is_syndicated_under_three_addresses(articles: dict[str, Article]) -> None:
    copies = Counter(article.text for article in articles.values())
    text, count = copies.most_common(1)[0]
    same = [article for article in articles.values() if article.text == text]
    assert count == len({article.url for article in same}) == len({article.publisher for article in same}) == 3
