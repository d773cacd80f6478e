import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Article
from retrieval.indexing import chunking
from retrieval.indexing.chunking import TARGET_WORDS, split

SENTENCE = "Der Hafen von Norderwiek bleibt bis Montag geschlossen, teilte die Verwaltung am Abend mit. "


def article(text: str, language: str = "de") -> Article:
    return Article(article_id="0123456789ab", title="Hafen", text=text, language=language)


def words(text: str) -> int:
    return len(text.split())


def letters(text: str) -> int:
    return len(re.findall(r"\S", text))


def check(source: Article, *, max_tokens: int) -> None:
    position = 0
    for passage in split(source, max_tokens=max_tokens, count_tokens=letters):
        assert passage.text == source.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert position <= passage.start
        assert not source.text[position : passage.start].strip()
        assert letters(passage.text) <= max_tokens
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert list(passage.sentences) == sorted(passage.sentences)
        position = passage.end
    assert not source.text[position:].strip()


ODD = st.text(alphabet=st.sampled_from(list('aB1., !?…\n\t"„“»-–Дe\u0301\u00ad\u200b\u200d👩🏽[]。')), max_size=300)


@given(ODD, st.integers(min_value=1, max_value=60))
def test_passages_equal_their_spans_and_cover_the_text_in_order(text: str, max_tokens: int) -> None:
    check(article(text), max_tokens=max_tokens)


@given(st.text(max_size=300))
def test_any_text_is_covered(text: str) -> None:
    check(article(text.replace("\r", "\n")), max_tokens=50)


@given(ODD)
def test_the_same_article_gives_the_same_passages_with_keys_of_their_own(text: str) -> None:
    passages = split(article(text), max_tokens=30, count_tokens=letters)
    assert split(article(text), max_tokens=30, count_tokens=letters) == passages
    assert len({passage.key for passage in passages}) == len(passages)


def test_a_key_depends_on_article_place_text_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def key(source: Article) -> str:
        return split(source, max_tokens=100, count_tokens=words)[0].key

    first = article("Der Hafen ist zu.")
    keys = {key(first), key(replace(first, article_id="f" * 12)), key(article(" Der Hafen ist zu."))}
    keys.add(key(article("Der Hafen ist so.")))
    monkeypatch.setattr(chunking, "CHUNKER_VERSION", chunking.CHUNKER_VERSION + 1)
    keys.add(key(first))
    assert len(keys) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", found) for found in keys)


def test_short_paragraphs_are_merged_to_about_the_target() -> None:
    text = "\n\n".join([SENTENCE.strip()] * 80)
    sizes = [words(passage.text) for passage in split(article(text), max_tokens=500, count_tokens=words)]
    assert all(0.7 * TARGET_WORDS <= size <= 1.3 * TARGET_WORDS for size in sizes)


def test_a_passage_ends_with_a_paragraph_if_one_is_near() -> None:
    paragraph = (SENTENCE * 8).strip()
    passages = split(article("\n\n".join([paragraph] * 5)), max_tokens=500, count_tokens=words)
    assert [passage.text for passage in passages] == [paragraph] * 5


def test_a_heading_goes_with_what_follows_it() -> None:
    paragraph = (SENTENCE * 8).strip()
    text = f"{paragraph}\n\nNeue Fähren\n\n{paragraph}"
    passages = split(article(text), max_tokens=500, count_tokens=words)
    assert [passage.text.split("\n")[0] for passage in passages] == [paragraph, "Neue Fähren"]


def test_a_long_sentence_is_cut_at_clauses() -> None:
    text = "Die Hafenmeisterin sagte, " + ", ".join(f"das Schiff Nummer {n} liege still" for n in range(60)) + "."
    passages = split(article(text), max_tokens=40, count_tokens=words)
    assert len(passages) > 5
    assert all(passage.text.endswith((",", ".")) and words(passage.text) <= 40 for passage in passages)


def test_a_long_clause_is_cut_between_words() -> None:
    text = " ".join(f"wort{n}" for n in range(200))
    passages = split(article(text), max_tokens=30, count_tokens=words)
    assert " ".join(passage.text for passage in passages) == text
    assert max(words(passage.text) for passage in passages) <= 30


def test_a_long_word_is_not_cut_inside_a_character() -> None:
    passages = split(article("e\u0301👩🏽\u200d🚀" * 400), max_tokens=50, count_tokens=len)
    assert len(passages) > 1
    assert all(passage.text[0] in "e👩" for passage in passages)


def test_a_megabyte_without_spaces_and_a_tokenizer_that_calls_it_one_token() -> None:
    calls: list[int] = []

    def one(text: str) -> int:
        calls.append(len(text))
        return 1

    begin = time.process_time()
    passages = split(article("a" * 1_000_000), max_tokens=256, count_tokens=one)
    assert time.process_time() - begin < 4
    assert "".join(passage.text for passage in passages) == "a" * 1_000_000
    assert max(calls) <= chunking.LONGEST_SENTENCE


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a, ", "A. ", "a\n\n", '," ', "e\u0301"])
def test_the_time_is_linear(unit: str) -> None:
    begin = time.process_time()
    split(article(unit * (100_000 // len(unit))), max_tokens=254, count_tokens=len)
    assert time.process_time() - begin < 4


@pytest.mark.parametrize("unit", [",", '"', "“", ")", "…", "–:", ",a\u200b", '",“'])
def test_a_run_of_marks_is_read_once(unit: str) -> None:
    source = article(unit * (300_000 // len(unit)))
    begin = time.process_time()
    passages = split(source, max_tokens=254, count_tokens=len)
    assert time.process_time() - begin < 4
    assert "".join(passage.text for passage in passages) == source.text


def test_a_long_sentence_is_cut_behind_the_marks_that_end_its_clauses() -> None:
    clauses = [*("alle kamen heim" + marks for marks in (",", '",', ")…", "”", ";")), "doch,niemand blieb"]
    found = split(article(" ".join(clauses)), max_tokens=18, count_tokens=letters)
    assert [passage.text for passage in found] == clauses


def test_each_passage_has_its_own_language() -> None:
    english = "The harbour of Norderwiek stays closed until Monday, the administration said in the evening. " * 8
    passages = split(article((SENTENCE * 8).strip() + "\n\n" + english), max_tokens=300, count_tokens=words)
    assert [passage.language for passage in passages] == ["de", "en"]
    short = split(article("The harbour is closed."), max_tokens=300, count_tokens=words)
    assert short[0].language == "de"


@pytest.mark.parametrize("text", ["", " \n\n\t"])
def test_no_text_gives_no_passages(text: str) -> None:
    assert split(article(text), max_tokens=100, count_tokens=words) == []
