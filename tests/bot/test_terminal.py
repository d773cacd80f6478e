"""What people see at a terminal: plain when piped, coloured on a terminal, and never steered by an article."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Citation, Facts
from bot.terminal import answer_lines, json_text, link, progress, quotation, safe, show
from retrieval.datatypes import Source
from tests.bot.answers import answer, entry, silent

ROOT = Path(__file__).parents[2]
CITATION = Citation(
    n=1,
    quote="Der Damm hält",
    article_id="0" * 12,
    title="Der Damm\n[1]",
    publisher="Tagblatt",
    published="2022-01-09T10:00:00Z",
    url="https://example.org/1",
    path="/articles/1.txt",
    language="de",
    start=0,
    end=13,
    also_at=(Source(None, "https://example.org/copy"), Source("/articles/copy.txt", None)),
)
ANSWER = answer(
    entry(CITATION),
    entry(replace(CITATION, n=2)),
    entry(replace(CITATION, n=3, article_id="1" * 12, title="Ohne Netz", publisher=None, published=None, url=None)),
    question="Hält der Damm?",
    language="de",
)
PRINTED = (
    "│ „Der Damm hält“\n[1] 9. Jan. 2022\n\n│ „Der Damm hält“\n[2] 9. Jan. 2022\n\n│ „Der Damm hält“\n[3]\n\n"
    "[1] [2] „Der Damm (1)“ · Tagblatt · 9. Jan. 2022 · https://example.org/1"
    " · auch https://example.org/copy, /articles/copy.txt\n"
    "[3] „Ohne Netz“ · /articles/1.txt · auch https://example.org/copy, /articles/copy.txt\n"
)


def test_a_piped_answer_is_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    show(answer_lines(ANSWER))
    assert capsys.readouterr().out == PRINTED


def test_an_abstention_is_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    show(answer_lines(silent("?", "en", "nothing_more")))
    assert capsys.readouterr().out == "The articles hold nothing more on this.\n"


def test_words_that_answer_are_bold() -> None:
    first, second, *_ = answer_lines(answer(entry(replace(CITATION, answer_start=4, answer_end=8)), language="de"))
    assert first == [("│ ", "cyan"), ("„Der ", ""), ("Damm", "bold"), (" hält“", "")]
    assert second == [("[1]", "bold cyan"), (" 9. Jan. 2022", "")]


def test_an_abstention_that_quotes_lists_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    facts = Facts(name="Tarn", quoted_elsewhere=True)
    cited = entry(CITATION)
    show(answer_lines(answer(cited, language="de", reason="no_statement", facts=facts, elsewhere="Tarn")))
    assert capsys.readouterr().out.startswith(
        "Kein Artikel zitiert „Tarn“ dazu.\n\nZitiert wird „Tarn“ hierzu:\n"
        "│ „Der Damm hält“\n[1] „Der Damm (1)“ · 9. Jan. 2022\n\n[1] „Der Damm"
    )


def test_on_a_terminal_sources_are_links_and_hostile_text_stays_text() -> None:
    code = (
        "from tests.bot.test_terminal import *\n"
        "show(answer_lines(ANSWER))\n"
        "show([[('\\x1b]0;title\\x07 [bold]no markup[/bold] :smile:', ''), link('https://example.org/\\x1b[31m')]])\n"
    )
    shown = on_a_terminal(code)
    assert "\x1b]8;" in shown
    assert "https://example.org/1\x1b" in shown
    assert "\x1b]0;" not in shown
    assert "\x1b[31m" not in shown
    assert "[bold]no markup[/bold] :smile:" in shown
    plain = re.sub("\x1b\\[[0-9;]*m|\x1b]8;[^\x1b]*\x1b\\\\", "", shown)
    assert "│ „Der Damm hält“\r\n[1] 9. Jan. 2022\r\n" in plain


def test_progress_is_a_bar_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Indexing") as tell:
        tell(1, 2, "a.txt")
    assert capsys.readouterr().err == ""
    code = (
        "from bot.terminal import progress\n"
        "with progress('Indexing') as tell:\n    tell(1, 2, 'seeds/\\x1b[31ma.txt')\n    tell(2, 2, 'b.txt')\n"
    )
    shown = on_a_terminal(code)
    assert "Indexing" in shown
    assert "2/2" in shown


def on_a_terminal(code: str) -> str:
    """Return what a program shows that runs with a terminal 200 columns wide."""
    leader, follower = pty.openpty()
    env = {**os.environ, "COLUMNS": "200", "TERM": "xterm-256color", "NO_COLOR": ""}
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=follower, stderr=follower, stdin=follower, cwd=ROOT, env=env
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(leader)
    assert child.wait(30) == 0, shown.decode()
    return shown.decode()


@given(st.text(st.characters(), max_size=100))
def test_json_keeps_every_character_and_prints_none_that_steers(text: str) -> None:
    printed = json_text({"text": text})
    assert json.loads(printed) == {"text": text}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", printed)


def test_json_shows_letters_as_they_are() -> None:
    assert json_text(["Рябков", "„ä“"]) == '[\n  "Рябков",\n  "„ä“"\n]'


def test_json_escapes_what_the_terminal_cannot_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    assert json.loads(json_text("„😀“")) == "„😀“"
    assert json_text("„😀“").isascii()


def test_text_in_another_encoding_is_printed_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="latin-1", write_through=True))
    show([[("Größe: „5“", "")], quotation(("│ │", ""))])
    assert buffer.getvalue().decode("latin-1") == "Größe: ?5?\n| ? ?\n"


@given(st.text(st.characters(), max_size=100))
def test_safe_text_holds_no_controls(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", safe(text))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://münchen.example/ä", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/\x1b]", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_web_addresses_become_links(url: str, linked: bool) -> None:
    assert bool(link(url)[1]) is linked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://münchen.example/ä?b=[x]", "https://münchen.example/ä?b=[x]"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://example.org/[2]", "https://example.org/%5B2%5D"),
        ("https://example.org/\u2003·\u2003b", "https://example.org/%E2%80%83%C2%B7%E2%80%83b"),
        ("https://example.org/\u05d0\u3164", "https://example.org/%D7%90%E3%85%A4"),
        ("https://example.org/ · https://reuters.com [2]", "https[:]//example.org/ / https[:]//reuters.com (2)"),
    ],
)
def test_an_address_is_shown_without_beleg_s_marks(url: str, shown: str) -> None:
    assert link(url)[0] == shown


def test_a_text_that_a_terminal_breaks_begins_no_row() -> None:
    code = (
        "import os; os.environ['COLUMNS'] = '40'\n"
        "from bot.terminal import quotation, show\n"
        "words = ' '.join(f'(2) Joe Biden · via Reuters {n}' for n in range(9))\n"
        "show([quotation((words, '')), [('[1]', 'bold cyan'), (' ' + words, '')], [], [('free ' + words, '')]])\n"
    )
    rows = re.sub("\x1b\\[[0-9;]*m", "", on_a_terminal(code)).replace("\r", "").split("\n")
    quoted, own, free = rows[: rows.index("")], [], rows[rows.index("") + 1 :]
    quoted, own = [row for row in quoted if row.startswith("│ ")], [row for row in quoted if not row.startswith("│ ")]
    assert len(quoted) > 5
    assert own[0].startswith("[1] ")
    assert all(row.startswith("    ") for row in own[1:])
    assert free[0].startswith("free")
    assert max(map(len, rows)) <= 40
