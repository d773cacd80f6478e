"""Why an article cannot be had, as codes: each place that raises one names it, and a code always gives the same."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import retrieval
from retrieval.articles.worker import Worker, _refused
from retrieval.errors import ARTICLE_PROBLEMS, PASSING, ArticleError

_CODE = Path(retrieval.__file__).parent


def raised() -> list[tuple[str, str, frozenset[str]]]:
    """Return where an ArticleError is made, its problem ("" where it is no literal), and what is given with it."""
    found = []
    for path in sorted(_CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ArticleError":
                problem = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
                given = frozenset(word.arg or "" for word in node.keywords)
                found.append((f"{path.name}:{node.lineno}", str(problem), given))
    return found


def test_every_place_names_a_known_problem_and_each_problem_gives_the_same() -> None:
    given: dict[str, set[frozenset[str]]] = {}
    for where, problem, names in raised():
        assert problem in ARTICLE_PROBLEMS or where.startswith(("host_rules.py", "worker.py")), where
        if problem:
            given.setdefault(problem, set()).add(names)
    assert {problem: names for problem, names in given.items() if len(names) > 1} == {}
    assert PASSING < ARTICLE_PROBLEMS


@pytest.mark.parametrize(
    ("answer", "problem", "given"),
    [
        ({"error": "a.pdf is locked.", "problem": "encrypted", "given": {}}, "encrypted", {}),
        ({"error": "It is long.", "problem": "too_large", "given": {"most": 9}}, "too_large", {"most": 9}),
        ({"error": "It is long.", "problem": "too_large", "given": {"most": "<@1>"}}, "damaged", {}),
        ({"error": "x", "problem": "private_address", "given": {}}, "damaged", {}),
        ({"error": "x", "problem": ["empty"]}, "damaged", {}),
        ({"error": ""}, "damaged", {}),
    ],
)
def test_what_the_child_says_of_a_file_is_taken_in_its_form_only(
    answer: dict[str, object], problem: str, given: dict[str, int]
) -> None:
    error = _refused(answer, "a.pdf")
    assert (error.problem, dict(error.given), bool(str(error))) == (problem, given, True)


def test_a_problem_comes_through_the_child() -> None:
    worker = Worker()
    try:
        with pytest.raises(ArticleError) as caught:
            worker.answer("html", b"", "page.html")
    finally:
        worker.close()
    assert caught.value.problem == "empty"
