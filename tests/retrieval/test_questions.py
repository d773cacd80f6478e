import json
from pathlib import Path

import pytest

from retrieval.errors import QuestionsError
from retrieval.evaluation.judged_questions import read_questions, read_squad

GOOD = """
[[question]]
id = "a"
question = "Who runs the ferry?"
language = "en"
split = "dev"
articles = ["ferry.md"]
evidence = ["The ferry is run by"]
"""


def test_reads_the_form(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_text(GOOD, encoding="utf-8")
    (question,) = read_questions(file)
    assert question.articles == ("ferry.md",)
    assert question.evidence == ("The ferry is run by",)
    assert question.after is question.answer is question.kind is None
    file.write_text(GOOD + 'answer = "run"\nkind = "topic"\n', encoding="utf-8")
    (question,) = read_questions(file)
    assert (question.answer, question.kind) == ("run", "topic")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no [[question]]"),
        ("question = 3", "no [[question]]"),
        ("[[question]\n", "not valid TOML"),
        (GOOD + GOOD, "twice"),
        (GOOD.replace('split = "dev"', 'split = "train"'), "expected 'dev' or 'test'"),
        (GOOD.replace('split = "dev"\n', ""), "lacks split"),
        (GOOD.replace('["ferry.md"]', '"ferry.md"'), "a list of strings"),
        (GOOD.replace('"en"', "7"), "expected a string"),
        (GOOD + 'colour = "red"\n', "unknown field 'colour'"),
        (GOOD + 'answer = "the council"\n', "an answer that no evidence holds"),
        (GOOD + 'kind = ["missing fact"]\n', "expected a string"),
        (GOOD.replace('evidence = ["The ferry is run by"]\n', ""), "no evidence"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "questions.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionsError) as caught:
        read_questions(file)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value).strip()


def test_a_missing_file_and_a_binary_one(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_questions(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionsError, match="not UTF-8"):
        read_questions(tmp_path / "binary.toml")


def squad(path: Path, paragraphs: dict[str, list[str]]) -> Path:
    table = {
        "data": [
            {
                "paragraphs": [
                    {"context": context, "qas": [{"id": key, "question": f"What of {key}?"} for key in keys]}
                    for context, keys in paragraphs.items()
                ]
            }
        ]
    }
    path.write_text(json.dumps(table), encoding="utf-8")
    return path


def test_squad_pools_paragraphs_of_several_files(tmp_path: Path) -> None:
    english = squad(tmp_path / "en.json", {"Ferries run.": ["1"], "Trains stand.": ["2", "3"]})
    german = squad(tmp_path / "de.json", {"Fähren fahren.": ["1"], "Ein anderer Absatz.": ["9"]})
    alone = read_squad(english)
    assert len(alone.paragraphs) == 2
    assert [gold for _, gold in alone.questions] == [{0}, {1}, {1}]
    across = read_squad(english, [german])
    assert across.paragraphs == ("Fähren fahren.", "Ein anderer Absatz.")
    assert across.questions == (("What of 1?", frozenset({0})),)
    both = read_squad(english, [english, german])
    assert both.questions[0][1] == {0, 2}


def test_squad_says_what_is_wrong(tmp_path: Path) -> None:
    english = squad(tmp_path / "en.json", {"Ferries run.": ["1"]})
    other = squad(tmp_path / "other.json", {"Nothing here.": ["77"]})
    with pytest.raises(QuestionsError, match="has its paragraph in the pool"):
        read_squad(english, [other])
    (tmp_path / "list.json").write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(QuestionsError, match="not SQuAD"):
        read_squad(tmp_path / "list.json")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(QuestionsError, match="not valid JSON"):
        read_squad(tmp_path / "broken.json")
