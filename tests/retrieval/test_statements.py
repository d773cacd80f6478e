"""Who said what: a table of constructions per language, and the laws every extraction keeps."""

from __future__ import annotations

import ast
import gc
import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.datatypes import Ground, Kind, Stance, Statement
from retrieval.languages.word_data import FOLDER, WordData, load
from retrieval.statements import GRAMMARS, STATEMENTS_VERSION, extract
from retrieval.statements.cues import Use
from retrieval.statements.grammar import Grammar
from retrieval.statements.quotations import pair
from retrieval.statements.reports import Report, Telling
from retrieval.statements.tokens import Sentence

_TABLES = ("statements_de.txt", "statements_en.txt", "statements_ru.txt", "statements_uk.txt")

_LANGUAGES = ("de", "en", "ru", "uk")


@dataclass(frozen=True)
class Case:
    """One line of a table: a text and the statements in it as (kind, speaker, parts, via)."""

    construction: str
    language: str
    text: str
    expected: tuple[tuple[str, str, str, str], ...]


def _cases() -> list[Case]:
    """Read the tables: a comment names the construction, an indented line is a statement of the text above it."""
    cases: list[Case] = []
    for name in _TABLES:
        construction = ""
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                construction = line[1:].strip()
            elif line.startswith(" "):
                fields = [field.strip() for field in line.strip().split(" | ")]
                kind, speaker, parts, via = [*fields, "-"][:4]
                last = cases.pop()
                expected = (*last.expected, (kind, speaker, parts, via))
                cases.append(Case(last.construction, last.language, last.text, expected))
            elif line:
                cases.append(Case(construction, line[:2], line[3:].replace("¶", "\n\n"), ()))
    return cases


def _row(text: str, statement: Statement) -> tuple[str, str, str, str]:
    parts = " // ".join(text[start:end] for start, end in statement.parts).replace("\n\n", "¶")
    return statement.kind, statement.speaker or "-", parts, statement.via or "-"


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.language}: {case.construction}: {case.text[:40]}")
def test_table(case: Case) -> None:
    found = tuple(_row(case.text, statement) for statement in extract(case.text, case.language))
    assert found == case.expected


def test_the_tables_are_large_enough() -> None:
    cases = _cases()
    counted = Counter(case.language for case in cases)
    assert set(counted) == {"de", "en", "ru", "uk"}
    assert counted["de"] + counted["en"] >= 150
    assert counted["ru"] >= 70
    assert counted["uk"] >= 50
    assert len({case.text for case in cases}) == len(cases)


GERMAN_ARTICLE = """Die Verhandlungen in Falkenau beginnen am Montag. Die Agentur RIA zitierte den stellvertretenden \
Verteidigungsminister Oleg Marin mit den Worten, ein Ende nach dem ersten Tag sei denkbar.

"Wir schließen nichts aus und machen uns keine Hoffnungen", wurde er zitiert.

"Unter Druck geben wir nichts her", sagte Marin, der die Delegation von Norland führt, und auch sonst nicht.

Norland sei ohne große Erwartungen angereist, zitierte die Nachrichtenagentur Interfax Marin mit den Worten.

"Ich rechne in dieser Woche nicht mit einer Einigung", sagte Außenministerin Ellen Hardy in einem CNN-Interview.

Beide Lager werden ihre Wünsche vorlegen und dann prüfen, was geht, sagte Hardy.

"Es ist schwer, unter Drohungen zu reden", sagte Hardy in einem Gespräch mit ABC News.

Norland bestreitet die Vorwürfe und sagte, es antworte nur auf das Verhalten seiner Nachbarn. Das norländische \
Außenministerium antwortete am Samstag wütend auf eine Stichelei von Hardy: "Wer sie einlädt, wird sie so schnell \
nicht mehr los."

Norland sei nicht bereit, über den Abzug zu reden, sagte die Außenministerin.
"""


def test_no_two_speakers_of_an_article_are_swapped() -> None:
    rows = [_row(GERMAN_ARTICLE, statement) for statement in extract(GERMAN_ARTICLE, "de")]
    assert [row[1:] for row in rows if row[1] == "Oleg Marin"] == [
        ("Oleg Marin", "ein Ende nach dem ersten Tag sei denkbar", "RIA"),
        ("Oleg Marin", '"Wir schließen nichts aus und machen uns keine Hoffnungen"', "RIA"),
        ("Oleg Marin", '"Unter Druck geben wir nichts her"', "-"),
        ("Oleg Marin", "Norland sei ohne große Erwartungen angereist", "Interfax"),
    ]
    assert [row[1:] for row in rows if row[1] == "Ellen Hardy"] == [
        ("Ellen Hardy", '"Ich rechne in dieser Woche nicht mit einer Einigung"', "CNN"),
        ("Ellen Hardy", "Beide Lager werden ihre Wünsche vorlegen und dann prüfen, was geht", "-"),
        ("Ellen Hardy", '"Es ist schwer, unter Drohungen zu reden"', "ABC News"),
        ("Ellen Hardy", "Norland sei nicht bereit, über den Abzug zu reden", "-"),
    ]
    jibe = [row for row in rows if "Wer sie einlädt" in row[2]]
    assert [row[1] for row in jibe] == ["-"]


def test_office_and_full_name_are_learnt_from_the_first_mention() -> None:
    statements = extract(GERMAN_ARTICLE, "de")
    offices = {statement.speaker: statement.office for statement in statements}
    assert offices["Oleg Marin"] == "stellvertretender Verteidigungsminister"
    assert offices["Ellen Hardy"] == "Außenministerin"
    assert {s.mention for s in statements if s.speaker == "Oleg Marin"} >= {"er", "Marin"}


RUSSIAN_ARTICLE = """В Альтенмарк прибыла делегация во главе с Олегом Марцевым. Заместитель министра обороны Олег \
Марцев встретился с послом Еленой Харди.

«Мы ничего не исключаем, — сказал он. — Но и надежд не питаем».

По словам Харди, говорить под угрозами трудно. Она добавила, что ждёт ответа, передаёт ТАСС.

Ответ Марцева был прост. Под давлением уступок не будет, подчеркнул заместитель министра.
"""


def test_cases_of_russian_names_lead_back_to_one_nominative() -> None:
    statements = extract(RUSSIAN_ARTICLE, "ru")
    assert [_row(RUSSIAN_ARTICLE, statement) for statement in statements] == [
        ("direct", "Олег Марцев", "«Мы ничего не исключаем // Но и надежд не питаем»", "-"),
        ("indirect", "Елена Харди", "говорить под угрозами трудно", "-"),
        ("indirect", "Елена Харди", "ждёт ответа", "ТАСС"),
        ("indirect", "Олег Марцев", "Под давлением уступок не будет", "-"),
    ]
    assert [statement.mention for statement in statements] == ["он", "Харди", "Она", "заместитель министра"]
    assert {s.office for s in statements} == {"заместитель министра обороны", "посол"}


def test_english_office_is_learnt_before_and_after_the_name() -> None:
    before = extract('Deputy foreign minister Oleg Marin left. "We are done," Marin said.', "en")
    after = extract('Oleg Marin, the deputy foreign minister, left. "We are done," Marin said.', "en")
    assert [s.office for s in (*before, *after)] == ["deputy foreign minister", "deputy foreign minister"]


def test_mention_and_cue_are_the_words_of_the_text() -> None:
    text = "Der Minister Karl Wedekind kam. Das Gesetz komme bald, teilte er am Montag mit."
    (statement,) = extract(text, "de")
    assert statement.mention == "er"
    assert text[statement.mention_start : statement.mention_end] == "er"
    assert statement.cue == "teilte mit"


@pytest.mark.parametrize("language", ["bg", "fr", "tr", "xx", ""])
def test_a_language_without_a_grammar_gives_nothing(language: str) -> None:
    assert extract("« Nous restons », a dit Jeanne Morel.", language) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", ".", "„", "“", '"', "„“", '""', "sagte", "laut", "\x00", "so"])
def test_nearly_nothing_gives_nothing(text: str) -> None:
    for language in _LANGUAGES:
        assert extract(text, language) == []


def test_version_is_a_positive_number() -> None:
    assert STATEMENTS_VERSION >= 1


_MARKS = "„ “ ” \" ' ‚ ‘ » « , . : ; ! ? ( ) – - … \n \n\n"
_GERMAN = """sagte erklärte teilte mit dass laut nach Angaben von zufolge so wurde zitiert er sie der die das den Mara
Lindholm Minister Präsident Reuters Zeitung Polizei sei habe und nicht es hieß Für ist als nannte"""
_ENGLISH = """said that told according to by was quoted as saying he the minister Paul Harding and called who
Monday"""
_CYRILLIC = """сказал заявила что чтобы по словам его как сообщил он она Рябков Рябкова Сергея министра МИД ТАСС « » —
сказав за словами його Кремль назвал цитирует и а об этом со ссылкой на пообещал прекратить который"""
_ODD = ["\u00a0", "\x00", "\u200b", "🙂", "ß", "İ", "2021", "8,6", "Dr.", "U.S."]
_WORDS = st.sampled_from([*_MARKS.split(" "), *_GERMAN.split(), *_ENGLISH.split(), *_CYRILLIC.split(), *_ODD])
_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(_WORDS, max_size=60).map(" ".join),
    st.lists(_WORDS, max_size=60).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(_TEXTS, st.sampled_from(_LANGUAGES))
def test_every_span_lies_in_the_text_and_every_quote_is_verbatim(text: str, language: str) -> None:
    statements = extract(text, language)
    assert statements == sorted(statements, key=lambda s: s.quote_start)
    for statement in statements:
        assert text[statement.quote_start : statement.quote_end] == statement.quote
        assert statement.quote
        assert statement.parts[0][0] == statement.quote_start
        assert statement.parts[-1][1] == statement.quote_end
        position = -1
        for start, end in statement.parts:
            assert position < start < end <= len(text)
            position = end
        if statement.mention is None:
            assert statement.mention_start is None
            assert statement.mention_end is None
        else:
            assert text[statement.mention_start : statement.mention_end] == statement.mention
        assert statement.speaker is None or statement.speaker.strip()


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_quotations_do_not_overlap(text: str) -> None:
    position = 0
    for quotation in pair(text):
        assert position <= quotation.start < quotation.end <= len(text)
        position = quotation.end


@settings(max_examples=100, deadline=None)
@given(_TEXTS, st.sampled_from(_LANGUAGES))
def test_extraction_is_deterministic(text: str, language: str) -> None:
    assert extract(text, language) == extract(text, language)


HOSTILE = {
    "opening marks": "„" * 150_000,
    "straight marks": '"' * 150_000,
    "pairs": "„a“ " * 80_000,
    "marks in words": 'a"b ' * 80_000,
    "no full stop": "die Lage ist ernst und " * 15_000,
    "cues only": "sagte " * 15_000,
    "cues and commas": "sagte, dass " * 20_000,
    "names": "Mara Lindholm " * 25_000,
    "roles": "der Minister sagte, er gehe. " * 12_000,
    "sources": "laut Mara, zufolge, so Mara " * 12_000,
    "commas": ", " * 150_000,
    "blank lines": "\n\n" * 150_000,
    "brackets": "(" * 150_000,
    "one word": "a" * 150_000,
    "dots in a word": "a." * 150_000,
    "spaces": " " * 150_000,
    "unclosed paragraphs": "„a\n\n" * 60_000,
    "english cues": "said that " * 35_000,
    "english quoted": '"a," he said, ' * 25_000,
    "cyrillic cues": "сказал, что " * 25_000,
    "cyrillic sources": "по словам Рябкова, " * 15_000,
    "cyrillic names": "Сергей Рябков " * 20_000,
    "clauses in marks": "«а, — сказал он, — " * 15_000,
    "clauses in one line": "— а! — сказал он. " * 15_000,
    "dashes": ", — " * 75_000,
    "dialogue": "— а, — сказал он.\n" * 15_000,
    "cyrillic offices": "министр сообщил Рябкову, " * 12_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_length(text: str, language: str) -> None:
    """Four times the text takes at most about four times as long; quadratic work would take sixteen times."""
    extract(text[:1000], language)

    def in_proportion() -> bool:
        quarter, whole = (_seconds(part, language) for part in (text[: len(text) // 4], text))
        return whole < 9 * max(quarter, 0.05)

    # What else the machine does only adds to a time: one quiet run in three is enough, quadratic work has none.
    assert any(in_proportion() for _ in range(3))


def _seconds(text: str, language: str) -> float:
    gc.disable()  # A collection takes as long as what other tests have left in memory.
    try:
        begin = time.process_time()
        extract(text, language)
        return time.process_time() - begin
    finally:
        gc.enable()


def test_what_is_asked_for_the_time_may_end_the_work_at_every_sentence() -> None:
    sentences = 50
    text = "Die Lage sei ernst, sagte Mara Lindholm. " * sentences
    asked = 0

    def count() -> None:
        nonlocal asked
        asked += 1
        if asked == sentences:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        extract(text, "de", check_time=count)
    assert asked == sentences


@pytest.mark.slow
@pytest.mark.parametrize(("opens", "closes"), ["„“", "«»", "‹›"])
def test_marks_nested_a_hundred_thousand_deep_leave_the_innermost(opens: str, closes: str) -> None:
    """What is nested in a quotation that is too long moves up past every mark around it."""
    deep, inner = 100_000, 30_000
    text = opens * deep + f"{opens}ja{closes} " * inner + closes * deep
    begin = time.process_time()
    found = pair(text)
    assert time.process_time() - begin < 5
    assert [(quotation.start, quotation.end) for quotation in found] == [
        (start, start + 4) for start in range(deep, deep + 5 * inner, 5)
    ]


def test_numerals_before_capitals_join_sentences_in_linear_time() -> None:
    begin = time.process_time()
    extract("Ab II. " * 15_000, "en")
    assert time.process_time() - begin < 5


_FRENCH = {
    "de": "Die Lage ist ernst. «{0}Wir bleiben bis Montag{0}», sagte Mara Lindholm. Sie kam aus Ostrau.",
    "en": "The plan failed. «{0}We will stay until Monday,{0}» Mara Lindholm said. She came from Ostrau.",
    "ru": "Встреча завершена. «{0}Мы останемся до понедельника{0}», — сказала Мара Линдхольм. Она из Острау.",
    "uk": "Зустріч завершено. «{0}Ми лишимося до понеділка{0}», — сказала Мара Ліндгольм. Вона з Острау.",
}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"], ids=["space", "no-break", "narrow"])
@pytest.mark.parametrize("language", _LANGUAGES)
def test_french_marks_with_spaces_inside_quote_as_those_without(language: str, space: str) -> None:
    spaced, tight = (_FRENCH[language].format(inside) for inside in (space, ""))
    (found,), (expected,) = extract(spaced, language), extract(tight, language)
    assert found.quote == spaced[spaced.index("«") : spaced.index("»") + 1]
    assert found.quote.replace(space, " ") == expected.quote.replace("«", "« ").replace("»", " »")
    assert (found.kind, found.speaker, found.mention, found.cue) == (
        *("direct", expected.speaker, expected.mention, expected.cue),
    )


@pytest.mark.parametrize("space", ["", " ", "\u202f"], ids=["none", "space", "narrow"])
def test_a_sentence_ends_with_french_marks_that_hold_its_stop(space: str) -> None:
    text = (
        f"Sie sagte: «{space}Wir bleiben. Sie nicht!{space}» Karl Hagen sagte: «{space}Wir gehen.{space}» Niemand kam."
    )
    assert [_row(text, statement)[:3] for statement in extract(text, "de")] == [
        ("direct", "-", f"«{space}Wir bleiben. Sie nicht!{space}»"),
        ("direct", "Karl Hagen", f"«{space}Wir gehen.{space}»"),
    ]


def test_an_arrow_before_a_link_closes_no_quotation() -> None:
    text = "Der Hafen bleibt zu. » Der Streik gehe weiter, sagte Mara Lindholm."
    assert [_row(text, found) for found in extract(text, "de")] == [
        ("indirect", "Mara Lindholm", "» Der Streik gehe weiter", "-"),
    ]


def test_french_marks_pair_with_each_other_only() -> None:
    assert [(q.start, q.end) for q in pair("« Oui »")] == [(0, 7)]
    assert [(q.start, q.end) for q in pair("»Ja« und « ein »Nein«.")] == [(0, 4), (15, 21)]
    assert [(q.start, q.end) for q in pair("« Il a dit «non» hier »")] == [(0, 23)]
    assert [(q.start, q.end) for q in pair("»Er rief « oui » laut«")] == [(0, 22)]
    assert pair("« Zurück\n\n«Ja") == pair("« Zurück") == pair("Weiter »") == []


class Invented(Grammar):
    """The grammar of a language nobody speaks, whose verbs of saying follow their speaker."""

    def __init__(self, lists: WordData) -> None:
        self.verbs = lists.words("say_verbs")

    def reports(self, sentence: Sentence) -> list[Report]:
        """Return a report for each verb of saying that a name stands before, what follows its colon as content."""
        verbs = [i for i, word in enumerate(sentence.lower) if i and word in self.verbs]
        return [
            Report(sentence.words[i], "say", (i - 1, i + 1), (i - 1, i), content=[(i + 2, len(sentence))])
            for i in verbs
        ]


def test_a_language_is_added_without_touching_a_shared_stage(tmp_path: Path) -> None:
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / "statements.toml").write_text('# Invented.\nsay_verbs = "vubbat vubbatim"\n', encoding="utf-8")
    text = "Olki morrat.\n\nMara Lindholm vubbat: „Sut neppo ralli, tok semma olki.“ Olki ter."
    grammars = {**GRAMMARS, "zz": lambda: Invented(load("zz", "statements", tmp_path))}
    (statement,) = extract(text, "zz", grammars)
    assert _row(text, statement) == ("direct", "Mara Lindholm", "„Sut neppo ralli, tok semma olki.“", "-")
    assert statement.cue == "vubbat"
    assert extract(text, "zz") == []


_SHARED = sorted((FOLDER.parent / "statements").glob("*.py"))


def _literals(module: Path) -> Iterator[str]:
    """Yield the strings in the code of a module, docstrings aside."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documenting = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting:
            yield node.value


def _lists() -> dict[str, str]:
    """Return the words of all lists of all languages by the names of the lists."""
    found: dict[str, str] = {}
    for file in FOLDER.glob("*/*.toml"):
        for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            text = value if isinstance(value, str) else " ".join(f"{key} {entry}" for key, entry in value.items())
            found[name] = f"{found.get(name, '')} {text}"
    return found


@pytest.mark.parametrize("module", _SHARED, ids=lambda path: path.stem)
def test_shared_stages_hold_no_word_of_a_language(module: Path) -> None:
    lists = _lists()
    without_ranges = re.sub(r"\[[^\]]*\]", " ", " ".join(lists.values()))
    words = set(re.findall(r"[^\W\d_]+", without_ranges.lower()))
    names = {*lists, *GRAMMARS, "statements", *get_args(Use)}
    names |= {name for kind in (Kind, Ground, Stance, Telling) for name in get_args(kind)} | {"unsaid"}
    for literal in _literals(module):
        if literal in names:
            continue
        found = re.findall(r"[^\W\d_]{2,}|[а-яёіїєґ]", literal.lower())
        assert not words.intersection(found), literal
