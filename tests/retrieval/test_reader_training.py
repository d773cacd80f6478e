"""Training of the reader: what it reads, what it makes of it, and that what ships is what was trained."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrieval.encoders.onnx import silent_onnxruntime
from retrieval.text.lexicon import Lexicon
from retrieval.training.corpus import Pair
from retrieval.training.reading.batches import Stream, collate, gold_tokens
from retrieval.training.reading.examples import Example, Examples
from retrieval.training.reading.lower import LONGEST_QUESTION, LONGEST_SPAN, LowerLayers, encode
from retrieval.training.reading.neighbours import neighbours
from retrieval.training.reading.network import ReaderNetwork, allowed, loss_of
from retrieval.training.reading.own import compact, read_lines, read_own
from retrieval.training.reading.shipping import ship
from retrieval.training.reading.sources import Passage, Question, Source, read_source
from retrieval.training.reading.switching import Switcher
from retrieval.training.reading.train import Plan, Trainer

pytestmark = pytest.mark.slow

SHIPPED_FOLDER = Path(__file__).parents[2] / "retrieval" / "model"
TEXTS = (
    (
        "The council met in Oldham on Tuesday.",
        "Its leader, Jane Porter, spoke for 20 minutes.",
        "Work costs 12 million.",
    ),
    ("The weather stays dry in Leeds.", "Rain is due on Friday.", "Leeds had 30 dry days.", "Nobody complained."),
)
PASSAGES = tuple(Passage(sentences, "en") for sentences in TEXTS)
QUESTIONS = (
    Question("Who leads the council of Oldham in 2020?", "en", 0, ((1, 12, 23),)),
    Question("When is rain due?", "en", 1, ((1, 15, 21),)),
    Question("Who complained?", "en", 1, ()),
)
SOURCE = Source("squadshifts-wiki", PASSAGES, QUESTIONS)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread: several wait for each other on a machine that is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def lower() -> LowerLayers:
    return LowerLayers(SHIPPED_FOLDER / "model.onnx")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED_FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def switcher() -> Switcher:
    pairs = [
        Pair("The council met on Tuesday.", "Der Rat tagte am Dienstag.", "en", "de", "news"),
        Pair("bridge", "Brücke", "en", "de", "wiktionary"),
        Pair("Jane", "Джейн", "en", "ru", "names"),
    ]
    return Switcher(pairs, Lexicon.shipped(), random.Random(1))


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def row(question: str, passage: str, answers: list[list[int]], **more: Any) -> dict[str, Any]:
    return {"question": question, "passage": passage, "answers": answers, "lang_q": "en", "lang_p": "en", **more}


def test_a_source_places_answers_in_sentences(tmp_path: Path) -> None:
    text = "One came. Two left. Three stayed."
    rows = [
        row("Who left?", text, [[10, 13], [10, 13]]),
        row("Who came or left?", text, [[0, 18]]),
        row("Who slept?", text, [], answerable=False),
        row("Who?", "", [[0, 1]]),
        row("A claim.", text, [[0, 9]], unit="claim"),
    ]
    source = read_source(write(tmp_path / "piaf.jsonl.gz", rows))
    assert [question.text for question in source.questions] == ["Who left?", "Who slept?"]
    assert source.questions[0].answers == ((1, 0, 3),)
    assert len(source.passages) == 1


def test_lone_sentences_become_passages(tmp_path: Path) -> None:
    rows = [row(f"q{number}?", f"sentence {number}", [[0, 8]], unit="sentence") for number in range(8)]
    source = read_source(write(tmp_path / "nqg-sentences.jsonl.gz", rows))
    assert [len(passage.sentences) for passage in source.passages] == [6, 2]
    assert source.questions[7].answers == ((1, 0, 8),)
    assert source.questions[7].whole


@pytest.mark.parametrize("line", ["[]", '{"question": "no passage"}'])
def test_a_line_that_is_no_row_is_one_sentence(tmp_path: Path, line: str) -> None:
    path = tmp_path / "piaf.jsonl.gz"
    path.write_bytes(gzip.compress(f"{line}\n".encode()))
    with pytest.raises(ValueError, match="Line 1"):
        read_source(path)


def test_examples_hold_their_answers_or_none() -> None:
    examples = Examples(SOURCE, neighbours(SOURCE), random.Random(3))
    drawn = [example for _ in range(200) for question in QUESTIONS if (example := examples.draw(question))]
    kinds = set()
    for example in drawn:
        held = {example.text[start:end] for start, end in example.answers}
        assert held <= {"Jane Porter", "Friday"}
        kinds.add(bool(held))
    assert kinds == {True, False}


def test_an_unanswerable_example_lacks_the_sentence_or_asks_another_thing() -> None:
    examples = Examples(SOURCE, neighbours(SOURCE), random.Random(4))
    asked = QUESTIONS[0]
    for _ in range(200):
        example = examples.draw(asked)
        assert example is not None
        if not example.answers and "jane porter" in example.text.lower():
            words = example.question.lower()
            assert "oldham" not in words or "2020" not in words


def test_long_sentences_and_lone_ones_make_no_example() -> None:
    passages = (Passage(("word " * 300,), "en"), Passage(("Short.",), "en"))
    questions = (Question("What?", "en", 0, ((0, 0, 4),)), Question("What?", "en", 1, ((0, 0, 5),)))
    examples = Examples(Source("piaf", passages, questions), [[], []], random.Random(1))
    assert examples.draw(questions[0]) is None
    assert {examples.draw(questions[1]) is not None for _ in range(20)} == {True}


def test_neighbours_are_others_that_share_words() -> None:
    passages = [Passage((text,), "en") for text in ("bridge closed in Oldham", "weather in Leeds", "the Oldham bridge")]
    found = neighbours(Source("piaf", tuple(passages), ()))
    assert found[0][0] == 2
    assert all(at not in row for at, row in enumerate(found))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_switching_keeps_answers_in_place(switcher: Switcher, seed: int) -> None:
    text = "The council met in Oldham on Tuesday: Jane crossed the bridge 3 times."
    answers = tuple((text.index(part), text.index(part) + len(part)) for part in ("3 times", "in Oldham", "Tuesday"))
    example = Example("When did Jane meet the council?", text, answers, False, "en", "en")
    switcher._rng.seed(seed)
    switched = switcher.switch(example)
    number, place, day = (switched.text[start:end] for start, end in switched.answers)
    assert number.startswith("3 ")
    assert place.startswith("in ")
    assert " " not in day
    assert not switched.text[switched.answers[2][1]].isalpha()


def test_switching_translates(switcher: Switcher) -> None:
    example = Example("Jane bridge", "Jane bridge", (), False, "en", "en")
    switched = {held for _ in range(200) for held in [switcher.switch(example)]}
    assert any("Brücke" in held.text for held in switched)
    assert any("Джейн" in held.question for held in switched)
    assert switcher.switch(replace(example, question="", text="")).text == ""


def own_data(folder: Path) -> list[dict[str, Any]]:
    lines = [f"set.A.{number}\tZeile {number} Löwe\tline {number} lion" for number in range(1, 90)]
    (folder / "parallel.wmt-news.de-en.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    rows: list[dict[str, Any]] = []
    for first in range(1, 81, 5):
        asked = {"de": "welches tier", "en": "which animal"}
        rows += [
            {"id": f"set.A.{first}", "line": 1, "q": asked, "a": {"de": "Löwe", "en": "lion"}},
            {"id": f"set.A.{first}", "line": None, "q": asked, "a": None},
        ]
    return rows


def test_our_questions_are_kept_without_texts_and_read_with_them(tmp_path: Path) -> None:
    rows = own_data(tmp_path)
    rows.append({"id": "set.A.1", "line": 0, "q": {"de": "?", "en": "?"}, "a": {"de": "not there", "en": "lion"}})
    rows.append({"id": "set.A.89", "line": 0, "q": {"de": "?", "en": "?"}, "a": {"de": "Löwe", "en": "lion"}})
    kept = list(compact(rows, read_lines(tmp_path, ["de", "en"]), ["de", "en"]))
    assert len(kept) == len(rows) - 2
    assert not any("Löwe" in line or "lion" in line for line in kept)
    write(tmp_path / "news.de-en.jsonl.gz", [json.loads(line) for line in kept])
    train, dev = read_own(tmp_path, tmp_path)
    assert len(train.questions) + len(dev.questions) == 4 * len(kept)
    assert not {passage.document for passage in train.passages} & {passage.document for passage in dev.passages}
    for source in (train, dev):
        for question in source.questions:
            for number, start, end in question.answers:
                assert source.passages[question.passage].sentences[number][start:end] in {"Löwe", "lion"}


def test_our_questions_hold_no_text_of_the_data() -> None:
    from retrieval.training.reading.own import FOLDER

    for path in FOLDER.glob("*.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                assert set(json.loads(line)) == {"id", "kind", "line", "q", "a"}


@pytest.mark.parametrize(
    ("question", "text"), [("", ""), ("who?", ""), ("who?", "\0"), ("誰", "日本語"), ("q " * 500, "word " * 10_000)]
)
def test_any_text_is_encoded(tokenizer: Tokenizer, question: str, text: str) -> None:
    encoded = encode(tokenizer, question, text)
    assert encoded.ids.shape == (1, encoded.first + len(encoded.offsets) + 1)
    assert encoded.first <= LONGEST_QUESTION + 2


def test_gold_spans_are_whole_tokens(tokenizer: Tokenizer, lower: LowerLayers) -> None:
    text = "Its leader, Jane Porter, spoke."
    example = Example("who?", text, ((12, 23),), False, "en", "en")
    encoded = encode(tokenizer, example.question, example.text)
    ((first, last),) = gold_tokens(encoded, example)
    assert text[encoded.offsets[first][0] : encoded.offsets[last][1]].strip(" ,") == "Jane Porter"
    batch = collate([(encoded, [(first, last)], False), (encode(tokenizer, "who?", "Nobody."), [], True)], lower)
    assert batch.gold[0].sum() == 1
    assert batch.answered.tolist() == [True, False]
    assert bool(batch.mask[1].all()) is False


def test_of_an_answer_longer_than_any_span_every_part_is_right(tokenizer: Tokenizer, lower: LowerLayers) -> None:
    text = "word " * (LONGEST_SPAN + 10)
    encoded = encode(tokenizer, "what?", text)
    batch = collate([(encoded, [(0, len(encoded.offsets) - 1)], False)], lower)
    assert bool((batch.gold & allowed(batch.passage)).any())


def test_what_a_window_is_from_is_read_before_it_and_holds_no_answer(tokenizer: Tokenizer, lower: LowerLayers) -> None:
    bare, led = (encode(tokenizer, "who?", "Jane spoke.", lead) for lead in ("", "The council of Ostend"))
    assert led.offsets == bare.offsets
    assert led.first > bare.first
    batch = collate([(led, [(0, 0)], False)], lower)
    assert batch.passage[0].nonzero().flatten().tolist() == list(range(led.first, led.first + len(led.offsets)))


def test_a_lead_is_the_title_or_a_first_sentence_that_does_not_answer() -> None:
    titled = Source("piaf", (Passage(("One.", "Two.", "Three."), "en", "d", "Numbers"),), ())
    plain = Source("piaf", (Passage(("One.", "Two.", "Three."), "en", "d"),), ())
    for source, window, answers, leads in (
        (titled, [1], ((1, 0, 3),), {"Numbers", "One."}),
        (titled, [0, 1], ((1, 0, 3),), {"Numbers"}),
        (plain, [1], ((1, 0, 3),), {"One."}),
        (plain, [0, 1], ((1, 0, 3),), {""}),
        (plain, [1], ((0, 0, 3),), {""}),
    ):
        examples = Examples(source, [[]], random.Random(1))
        assert {examples._lead(source.passages[0], window, answers) for _ in range(40)} == leads


def test_the_loss_is_what_the_right_ones_lack() -> None:
    passage = torch.tensor([[False, True, True], [False, True, True]])
    spans = torch.zeros(2, 3, 3).masked_fill(~allowed(passage), -1e4)
    gold = torch.zeros(2, 3, 3, dtype=torch.bool)
    gold[0, 1, 1] = True
    loss = loss_of(spans, torch.zeros(2), gold, torch.tensor([True, False]))
    assert float(loss) == pytest.approx(np.log(4))  # three spans and the null, all alike


def test_training_learns_and_goes_on(tmp_path: Path, tokenizer: Tokenizer, lower: LowerLayers) -> None:
    examples = [Examples(SOURCE, neighbours(SOURCE), random.Random(1))]
    stream = Stream(examples, None, tokenizer, lower, tokens=400, seed=1, done=lambda: 0.0)
    batches = stream.batches()
    trainer = Trainer(ReaderNetwork(layers=1), Plan(seconds=3), tmp_path / "resume.pt")
    batch = next(batches)
    losses = [trainer._learn(batch, 1.0) for _ in range(8)]
    assert losses[-1] < losses[0]
    trainer.run(batches, lambda *_: None)
    assert trainer.step > 0
    later = Trainer(ReaderNetwork(layers=1), Plan(seconds=3), tmp_path / "resume.pt")
    assert (later.step, later.done()) == (trainer.step, 1.0)
    for ours, theirs in zip(trainer.network.parameters(), later.network.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_what_ships_reads_as_what_was_trained(tmp_path: Path, tokenizer: Tokenizer, lower: LowerLayers) -> None:
    torch.manual_seed(2)
    network = ReaderNetwork(layers=2)
    trainer = Trainer(network, Plan(), tmp_path / "resume.pt")
    trainer.save()
    for name in ("model.onnx", "encoder.json", "tokenizer.json"):
        shutil.copy(SHIPPED_FOLDER / name, tmp_path)
    ship(tmp_path / "resume.pt", SHIPPED_FOLDER, tmp_path)
    session = silent_onnxruntime().InferenceSession(str(tmp_path / "reader.onnx"), providers=["CPUExecutionProvider"])
    network.round_as_shipped()
    encoded = encode(tokenizer, "Who leads the council?", " ".join(TEXTS[0]))
    first, last = encoded.first, encoded.first + len(encoded.offsets)
    passage = torch.zeros(encoded.ids.shape, dtype=torch.bool)
    passage[0, first:last] = True
    of_text = passage.numpy()[..., None].astype(np.float32)
    spans, null = session.run(["spans", "null"], {"input_ids": encoded.ids, "of_text": of_text})
    states = torch.from_numpy(lower.run(encoded.ids))[None]
    with torch.no_grad():
        trained, trained_null = network(states, torch.ones_like(passage), passage)
    allowed_spans = trained[0] > -1e3
    assert torch.from_numpy(spans[0])[allowed_spans].numpy() == pytest.approx(
        trained[0][allowed_spans].numpy(), abs=0.1
    )
    assert float(null.ravel()[0]) == pytest.approx(float(trained_null[0]), abs=0.1)


def test_the_readers_file_holds_the_shared_weights_only_once(tmp_path: Path) -> None:
    trainer = Trainer(ReaderNetwork(layers=1), Plan(), tmp_path / "resume.pt")
    trainer.save()
    ship(tmp_path / "resume.pt", SHIPPED_FOLDER, tmp_path / "made")
    assert (tmp_path / "made" / "reader.onnx").stat().st_size < 3_000_000
