"""The command line: exact output, exact JSON keys, exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot import assembly
from bot.cli import cli
from tests.fakes import WordReader

ROOT = Path(__file__).parents[2]
RIVER = """---
title: Der Fluss steigt
publisher: Tagblatt
published: 2031-05-04
url: https://example.org/fluss
---
Der Fluss Orla stieg in der Nacht um zwei Meter. „Der Damm hält bis zum Abend“, sagte Bürgermeisterin Mira Tannhof.

Am Ufer stehen 300 Helfer mit Sandsäcken bereit.
"""
MARKET = "A new market hall\n\nThe market hall in Elmsworth opened on Friday. It has room for 80 stalls and a café.\n"


@pytest.fixture(autouse=True)
def _place(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "open_reader", lambda _: WordReader())
    (working_folder / "news").mkdir()
    (working_folder / "news" / "river.md").write_text(RIVER, encoding="utf-8")
    (working_folder / "news" / "market.txt").write_text(MARKET, encoding="utf-8")


def beleg(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin)


def value(*args: str, status: int = 0) -> Any:
    """Return what a command prints under --json, which must be one JSON value and nothing else."""
    result = beleg(*args, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


@pytest.fixture
def _indexed(tmp_path: Path) -> None:
    assert beleg("index", "news").exit_code == 0


def test_index_reports_what_it_did() -> None:
    report = value("index", "news")
    seconds = report.pop("seconds")
    assert isinstance(seconds, float)
    passages, statements = report.pop("passages"), report.pop("statements")
    assert passages >= 2
    assert statements >= 1
    counts = {"added": 2, "changed": 0, "unchanged": 0, "removed": 0, "removed_earlier": 0}
    named = {name: report.pop(f"{name}_articles") for name in ("added", "changed", "unchanged", "removed")}
    assert [(one["title"], one["published"]) for one in named.pop("added")] == [
        ("A new market hall", None),
        ("Der Fluss steigt", "2031-05-04"),
    ]
    assert named == {"changed": [], "unchanged": [], "removed": []}
    assert report == {**counts, "skipped": 0, "read_anew": 0, "failed": [], "left_out": [], "warnings": []}
    again = value("index")
    assert (again["added"], again["unchanged"], again["passages"]) == (0, 2, 0)


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    assert value("index", "news", "--dry-run")["added"] == 2
    assert not (tmp_path / ".beleg").exists()
    lines = beleg("index", "news", "--dry-run").stdout.splitlines()
    assert lines[:2] == ["+ A new market hall", "+ Der Fluss steigt · Tagblatt · 2031-05-04"]
    assert lines[2].startswith("Would be: 2 added, 0 changed,")


def test_index_for_people(tmp_path: Path) -> None:
    (tmp_path / "news" / "empty.txt").write_text("")
    (tmp_path / "news" / "photo.jpg").write_bytes(b"\xff\xd8")
    result = beleg("index", "news")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert "empty.txt" in lines[2]
    assert lines[3].startswith("Articles: 2 added, 0 changed, 0 unchanged, 0 removed, 1 skipped, 1 failed · ")


def test_a_failure_has_its_code_and_is_tried_again_alone(tmp_path: Path) -> None:
    empty = tmp_path / "news" / "empty.txt"
    empty.write_text("")
    [failed] = value("index", "news", status=1)["failed"]
    assert (failed["path"], failed["problem"], failed["given"], failed["title"]) == (str(empty), "empty", {}, None)
    empty.write_text("Storm\n\nA storm hit the coast.")
    again = value("index", "--retry")
    assert [one["title"] for one in again["added_articles"]] == ["Storm"]
    assert again["unchanged"] == 0
    assert value("index", "--retry")["added"] == 0


def test_what_was_sent_is_read_when_asked_for(tmp_path: Path) -> None:
    sent = tmp_path / ".beleg" / "sent" / "shared"
    sent.mkdir(parents=True)
    (sent / f"{'0a' * 16}.txt").write_text("No ship left the port on Tuesday, since the fog was too thick for them.")
    [article] = value("index", "--sent")["added_articles"]
    assert article["title"] == "No ship left the port on Tuesday, since the fog was too…"


def test_progress_as_json_lines_for_the_parent_process() -> None:
    result = beleg("index", "news", "--json", "--progress-json")
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert told
    assert all(0 <= now["done"] <= now["total"] for now in told)
    assert json.loads(result.stdout)["added"] == 2


def test_shelves_are_kept_apart_and_without_one_named_all_is_shown(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "zwirbel.txt").write_text('Zwirbel\n\nIn Zwirbelquast, Wanda Zwoll said: "The tower will stay."\n')
    assert value("index", "news")["added"] == 2
    assert value("index", "own", "--shelf", "42")["added"] == 1
    assert value("index", "own", "--shelf", "4-3")["added"] == 1
    shelves = {
        (): ["", "", "4-3", "42"],
        ("",): ["", ""],
        ("42",): ["", "", "42"],
        ("42", "4-3"): ["", "", "4-3", "42"],
    }
    for names, expected in shelves.items():
        options = [part for name in names for part in ("--shelf", name)]
        assert sorted(one["shelf"] for one in value("articles", *options)) == expected
        said = [one for one in value("statements", *options) if one["speaker"] == "Wanda Zwoll"]
        assert len(said) == sum(bool(shelf) for shelf in expected)
    assert "shelf 42" in beleg("articles").stdout
    assert "Zwirbel" not in beleg("articles", "--shelf", "").stdout
    (own / "zwei.txt").write_text("Ein zweiter Text über den Turm von Zwirbelquast.")
    assert value("index", "--shelf", "42")["added"] == 1
    assert value("index")["added"] == 1


def test_a_shelf_with_a_name_that_none_can_have_is_refused() -> None:
    assert value("index", "news")["added"] == 2
    for command in (["index", "news"], ["articles"], ["statements"], ["ask", "Who?"], ["search", "Who?"]):
        result = beleg(*command, "--shelf", "No Shelf", "--json")
        assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (2, "bad_shelf"), command


@pytest.mark.usefixtures("_indexed")
def test_articles(tmp_path: Path) -> None:
    listed = value("articles")
    assert [set(one) for one in listed] == [
        set("article_id title publisher published language path url passages statements indexed shelf".split())  # noqa: SIM905
    ] * 2
    by_title = {one["title"]: one for one in listed}
    river, market = by_title["Der Fluss steigt"], by_title["A new market hall"]
    assert (river["publisher"], river["published"], river["language"]) == ("Tagblatt", "2031-05-04", "de")
    assert river["url"] == "https://example.org/fluss"
    assert market["path"] == str(tmp_path / "news" / "market.txt")
    assert (market["publisher"], market["published"], market["url"]) == (None, None, None)
    shown = value("articles", "show", market["article_id"])
    assert shown.pop("text") == MARKET
    digest = hashlib.sha256(MARKET.encode()).hexdigest()
    assert shown.pop("version") == 1
    assert shown.pop("versions") == [{"version": 1, "indexed": market["indexed"], "sha256": digest}]
    assert shown == market
    assert value("articles", "--json", "show", market["article_id"])["text"] == MARKET
    plain = beleg("articles").stdout
    assert f"{river['article_id']}  2031-05-04  de  Der Fluss steigt · Tagblatt · " in plain
    assert MARKET.strip() in beleg("articles", "show", market["article_id"]).stdout


@pytest.mark.usefixtures("_indexed")
def test_remove() -> None:
    ids = [one["article_id"] for one in value("articles")]
    assert value("remove", ids[0], "ffffffffffff") == {"removed": [ids[0]], "unknown": ["ffffffffffff"]}
    assert [one["article_id"] for one in value("articles")] == ids[1:]
    result = beleg("remove", ids[1])
    assert result.stdout == f"Removed: {ids[1]}.\n"


@pytest.mark.usefixtures("_indexed")
def test_search() -> None:
    found = value("search", "market hall in Elmsworth", "-k", "1")
    assert [set(one) for one in found] == [
        set("rank score article_id title publisher published language path url start end text".split())  # noqa: SIM905
    ]
    best = found[0]
    assert (best["rank"], best["title"]) == (1, "A new market hall")
    assert MARKET[best["start"] : best["end"]] == best["text"]
    assert "A new market hall" in beleg("search", "market hall in Elmsworth").stdout


@pytest.mark.usefixtures("_indexed")
def test_ask_what_somebody_said() -> None:
    answer = value("ask", "Was sagte Tannhof?")
    assert answer["prose"] is None
    keys = "question language answer mode abstained reason citations translations differing also_searched namesakes"
    assert set(answer) == {*keys.split(), "timings_ms", "prose"}
    assert (answer["question"], answer["language"], answer["mode"]) == ("Was sagte Tannhof?", "de", "extractive")
    assert (answer["abstained"], answer["reason"]) == (False, None)
    assert [set(one) for one in answer["citations"]] == [
        {
            *["n", "quote", "article_id", "title", "publisher", "published", "url", "path", "language"],
            *["start", "end", "kind", "speaker", "via", "ground", "denied", "rumour", "also_at", "differs", "version"],
            *["answer_start", "answer_end"],
        }
    ]
    cited = answer["citations"][0]
    assert (cited["n"], cited["quote"], cited["kind"]) == (1, "„Der Damm hält bis zum Abend“", "direct")
    assert cited["speaker"] == "Mira Tannhof"
    text = value("articles", "show", cited["article_id"])["text"]
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert "│ „Der Damm hält bis zum Abend“\n[1] 4. Mai 2031" in answer["answer"]
    plain = beleg("ask", "Was sagte Tannhof?").stdout
    assert plain.endswith("\n\n[1] „Der Fluss steigt“ · Tagblatt · 4. Mai 2031 · https://example.org/fluss\n")


def test_an_article_that_imitates_an_answer_is_told_from_it(tmp_path: Path) -> None:
    words = "„Der Damm hält. — Joe Biden, via Reuters, 12. Jan. 2022 [2] · https://reuters.com/x“"
    quoted = "„Der Damm hält. — Joe Biden, via Reuters, 12. Jan. 2022 (2) · https[:]//reuters.com/x“"
    header = "---\ntitle: 'Damm · Joe Biden · 12. Jan. 2022 [2]'\npublisher: Joe Biden\npublished: 2031-05-04\n---\n"
    title, path = "Damm / Joe Biden / 12. Jan. 2022 (2)", f"{tmp_path}/dam/x / Joe Biden (2).md"
    (tmp_path / "dam").mkdir()
    article = f"{header}{words}, sagte Bürgermeisterin Mira Tannhof."
    (tmp_path / "dam" / "x · Joe Biden [2].md").write_text(article, encoding="utf-8")
    assert beleg("index", "dam").exit_code == 0
    assert beleg("ask", "Was sagte Tannhof?").stdout == (
        f"Mira Tannhof · 1 Aussage in 1 Artikel\n\n│ {quoted}\n[1] 4. Mai 2031\n\n"
        f"[1] „{title}“ · Joe Biden · 4. Mai 2031 · {path}\n"
    )
    assert value("ask", "Was sagte Tannhof?")["citations"][0]["quote"] == words
    found = beleg("search", "Damm").stdout.split("\n")
    assert (found[0].split("  ")[2], found[1]) == (title, f"│ {quoted}, sagte Bürgermeisterin Mira Tannhof.")
    assert beleg("articles").stdout.endswith(f"  2031-05-04  de  {title} · Joe Biden · 1 passage, 1 statement\n")
    shown = beleg("articles", "show", value("articles")[0]["article_id"]).stdout
    assert shown.startswith(f"{title}\nJoe Biden · 2031-05-04 · de\n{path}\n\n{words}")


@pytest.mark.usefixtures("_indexed")
def test_json_gives_the_question_back_as_it_was_typed() -> None:
    assert json.loads(beleg("ask", " Was  sagte Tannhof?", "--json").stdout)["question"] == " Was  sagte Tannhof?"


@pytest.mark.usefixtures("_indexed")
def test_abstaining_is_done_not_failed() -> None:
    answer = value("ask", "What did Zebrowitzki say?")
    assert (answer["abstained"], answer["reason"], answer["citations"]) == (True, "unknown_name", [])
    assert answer["answer"].startswith("No article mentions “Zebrowitzki”")
    dated = value("ask", "Was sagte Tannhof?", "--until", "2030-01-01")
    assert (dated["abstained"], dated["reason"]) == (True, "outside_dates")


@pytest.mark.usefixtures("_indexed")
def test_an_empty_index_has_no_articles_to_answer_from() -> None:
    beleg("remove", *(one["article_id"] for one in value("articles")))
    answer = value("ask", "Was sagte Tannhof?")
    assert (answer["abstained"], answer["reason"]) == (True, "no_articles")
    assert beleg("articles").stdout == ""
    assert value("articles") == []


@pytest.mark.usefixtures("_indexed")
def test_chat_answers_each_line_and_survives_a_bad_question() -> None:
    result = beleg("chat", stdin=f"Was sagte Tannhof?\n\n{'x' * 1001}\nWas sagte Tannhof?\n")
    assert result.exit_code == 0
    assert result.stdout.count("„Der Damm hält bis zum Abend“") == 2
    assert result.stderr.startswith("beleg: The question has 1,001 characters")


def test_chat_goes_on_from_the_question_before_until_there_is_nothing_more(working_folder: Path) -> None:
    (working_folder / "news" / "ferry.md").write_text(
        "The ferry over the Orla\n\n"
        '"The ferry will not run before June," said Mayor Mira Tannhof.\n\n'
        '"The school gets a new roof this summer," said Tannhof.\n\n'
        '"The ferry must run before the market opens," said the trader Odo Brandis.\n',
        encoding="utf-8",
    )
    assert beleg("index", "news").exit_code == 0
    asked = ["What did Tannhof say about the ferry?", "And Brandis?", "What else?", "What about Tannhof?"]
    shown = beleg("chat", stdin="\n".join(asked)).stdout
    first, _, rest = shown.partition("Still about the ferry:")
    assert "not run before June" in first
    assert "before the market opens" not in first
    second, _, rest = rest.partition("Still about Brandis, the ferry:")
    assert "before the market opens" in second
    third, _, last = rest.partition("Still about the ferry:")
    assert "The articles hold nothing more on this." in third
    assert "not run before June" in last


def test_statements_of_a_file_need_no_index(tmp_path: Path) -> None:
    said = value("statements", "news/river.md")
    assert len(said) == 1
    assert set(said[0]) == set(
        "speaker mention mention_start mention_end kind quote quote_start quote_end parts cue via ground certainty "  # noqa: SIM905
        "denied rumour".split()
    )
    assert (said[0]["quote"], said[0]["kind"], said[0]["cue"]) == ("„Der Damm hält bis zum Abend“", "direct", "sagte")
    assert said[0]["parts"] == [[said[0]["quote_start"], said[0]["quote_end"]]]
    assert value("statements", "news/river.md", "--speaker", "Tannhof") == said
    assert value("statements", "news/river.md", "--speaker", "Brandis") == []
    assert beleg("statements", "news/river.md").stdout == (
        "Mira Tannhof · direct · reporting word 95%\n│ „Der Damm hält bis zum Abend“\n"
    )
    assert not (tmp_path / ".beleg").exists()


@pytest.mark.usefixtures("_indexed")
def test_statements_of_the_index() -> None:
    assert value("statements", "--speaker", "Tannhof") == value("statements", "news/river.md")


@pytest.mark.usefixtures("_indexed")
def test_evaluate_questions(tmp_path: Path) -> None:
    entries = [
        ("a", "How many stalls has the market hall?", "test", "market.txt", "room for 80 stalls"),
        ("b", "Wie viele Helfer stehen am Ufer?", "dev", "river.md", "300 Helfer"),
    ]
    written = "".join(
        f'[[question]]\nid = "{key}"\nquestion = "{asked}"\nlanguage = "en"\nsplit = "{split}"\n'
        f'articles = ["{name}"]\nevidence = ["{words}"]\n'
        for key, asked, split, name, words in entries
    )
    (tmp_path / "questions.toml").write_text(written, encoding="utf-8")
    result = value("evaluate", "--questions", "questions.toml")
    assert result.pop("abstention").keys() == {"precision", "recall"}
    assert result.pop("answers").keys() == {
        *("shown", "first", "refused", "by_pair", "unanswerable", "span_f1", "right_speaker")
    }
    assert result.pop("by_pair")["en-en"].keys() == set(result) - {"passages"}
    assert result.pop("passages") >= 2
    assert result == {"questions": 1, "recall@1": 1, "recall@5": 1, "recall@10": 1, "mrr": 1, "ndcg@10": 1}
    table = beleg("evaluate", "--questions", "questions.toml").stdout.splitlines()
    assert table[0].split() == ["questions", "recall@1", "recall@5", "recall@10", "mrr", "ndcg@10"]
    assert table[1].split() == ["all", "1", "1.000", "1.000", "1.000", "1.000", "1.000"]


@pytest.mark.usefixtures("_indexed")
def test_evaluate_judges_the_answers(tmp_path: Path) -> None:
    (tmp_path / "questions.toml").write_text(
        """
[[question]]
id = "a"
question = "Was sagte Tannhof?"
language = "de"
split = "test"
speaker = "Mira Tannhof"
articles = ["river.md"]
evidence = ["Der Damm hält bis zum Abend"]
answer = "bis zum Abend"

[[question]]
id = "b"
question = "What did Zebrowitzki say?"
language = "en"
split = "test"
kind = "unknown name"
articles = []
reason = "unknown_name"
""",
        encoding="utf-8",
    )
    answers = value("evaluate", "--questions", "questions.toml")["answers"]
    assert answers["first"] == {"share": 1, "interval": [pytest.approx(0.2065, abs=5e-5), 1], "questions": 1}
    assert answers["by_pair"]["de-de"] == {name: answers[name] for name in ("shown", "first", "refused")}
    assert answers["unanswerable"]["by_kind"]["unknown name"]["share"] == 1
    assert (answers["right_speaker"]["share"], answers["span_f1"]["questions"]) == (1, 1)
    lines = beleg("evaluate", "--questions", "questions.toml").stdout.splitlines()
    shares = [line.split() for line in lines[lines.index("") + 1 :]]
    one, none = ["1.000", "(0.207–1.000)"], ["0.000", "(0.000–0.793)"]
    assert shares[0] == ["answers", "questions", "shown", "first", "refused"]
    assert shares[1] == ["all", "1", *one, *one, *none]
    assert shares[2] == ["de-de", "1", *one, *one, *none]
    assert shares[4:7] == [
        ["unanswerable", "questions", "refused"],
        ["all", "1", *one],
        ["unknown", "name", "1", *one],
    ]
    assert shares[8][:3] == ["span", "F1", "1"]
    assert shares[9] == ["right", "speaker", "1", *one]


def test_evaluate_squad_touches_no_data_folder(tmp_path: Path) -> None:
    paragraph = {"context": MARKET, "qas": [{"id": "1", "question": "What has room for 80 stalls?", "answers": []}]}
    (tmp_path / "squad.json").write_text(json.dumps({"data": [{"title": "t", "paragraphs": [paragraph]}]}))
    result = value("evaluate", "--squad", "squad.json")
    assert (result["questions"], result["recall@1"], "abstention" in result) == (1, 1, False)
    assert not (tmp_path / ".beleg").exists()


def test_check_says_what_is_missing() -> None:
    checks = value("check", status=1)
    assert all(set(one) == {"name", "ok", "found", "fix"} for one in checks)
    failed = {one["name"] for one in checks if not one["ok"]}
    assert failed == {"index", "discord token"}


@pytest.mark.usefixtures("_indexed")
def test_check_passes_when_ask_can_work(tmp_path: Path) -> None:
    result = beleg("check")
    assert result.exit_code == 0
    assert f"ok    index: {tmp_path / '.beleg'}" in result.stdout
    assert "lacks discord token: not set\n      Only beleg serve needs it: set BELEG_DISCORD__TOKEN." in result.stdout


def test_serve_without_a_token_is_a_configuration_error() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=environment(),
    )
    assert result.returncode == 2
    assert "BELEG_DISCORD__TOKEN" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_every_command_has_help_with_an_example() -> None:
    for name, command in cli.commands.items():
        result = beleg(name, "--help")
        assert result.exit_code == 0
        assert f"beleg {name}" in (command.epilog or "")
        short = command.get_short_help_str(limit=200)
        assert len(short) < 65, f"{name}: the list of commands would cut its line"


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in cli.commands if f"beleg {name}" not in readme]
    assert missing == []


def environment(**more: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("BELEG_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def test_help_is_fast_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; began = time.process_time(); from bot.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit as e: assert e.code == 0\n"
        "heavy = {'torch', 'chromadb', 'discord', 'langchain_core', 'onnxruntime', 'numpy', 'pydantic', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert time.process_time() - began < 0.5"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False, env=environment()
    )
    assert result.returncode == 0, result.stderr
    assert "Commands:" in result.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("_indexed")
@pytest.mark.parametrize("args", [["articles"], ["statements", "news/river.md"], ["statements"]])
def test_commands_that_embed_nothing_load_no_model(args: list[str]) -> None:
    code = (
        f"import sys; from bot.cli import cli\ntry: cli({args})\nexcept SystemExit as e: assert e.code == 0\n"
        "heavy = {'torch', 'chromadb', 'discord', 'langchain_core', 'onnxruntime', 'sentence_transformers'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False, env=environment()
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("_indexed")
def test_without_a_model_nothing_that_would_ask_one_is_loaded() -> None:
    code = (
        "import sys; from bot import assembly; from bot.cli import cli\n"
        "from tests.fakes import HashedEncoder, WordReader\n"
        "assembly.open_encoder, assembly.open_reader = lambda _: HashedEncoder(), lambda _: WordReader()\n"
        "try: cli(['ask', 'Was sagte Tannhof?'])\nexcept SystemExit as e: assert e.code == 0\n"
        "unneeded = {'langchain', 'langchain_core', 'langchain_openai', 'openai', 'langsmith', 'httpx', 'httpx2',\n"
        "            'bot.generation'}\n"
        "assert not unneeded & set(sys.modules), unneeded & set(sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, env=environment()
    )
    assert result.returncode == 0, result.stderr
    assert "[1]" in result.stdout


@pytest.mark.usefixtures("_indexed")
def test_a_reader_that_has_enough_ends_the_command_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "articles", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait(30) == 0


def test_interrupting_ends_with_130_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("sleep")
    def sleep() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)

    monkeypatch.setitem(cli.commands, "sleep", sleep)
    # Whoever starts the tests in the background has the signal ignored, in this process too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = beleg("sleep")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (result.exit_code, result.stderr) == (130, "\nbeleg: Interrupted.\n")


def test_the_version() -> None:
    assert beleg("--version").stdout.startswith("beleg 0.")


HANGS = """
import atexit, sys, threading, time
from bot.cli import main
atexit.register(print, "the interpreter ended")
threading.Thread(target=time.sleep, args=(60,), daemon=daemon).start() if daemon else None
sys.argv[1:] = words
main()
"""


@pytest.mark.parametrize(("daemon", "words", "status"), [(True, ["--version"], 0), (True, ["asks"], 2), (False, [], 0)])
def test_a_thread_at_work_is_not_ended_with_the_process(daemon: bool, words: list[str], status: int) -> None:
    program = f"daemon, words = {daemon}, {words or ['--version']}\n{HANGS}"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert result.returncode == status
    assert ("the interpreter ended" in result.stdout) is not daemon
    assert "beleg" in result.stdout + result.stderr
