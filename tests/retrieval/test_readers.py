"""What a reader makes of texts: the laws of its scores, and readers on whatever may come."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.errors import ReaderError
from retrieval.readers.base import NOTHING, Reader, Reading, reading
from retrieval.readers.hugging_face import HuggingFaceReader
from retrieval.readers.loading import load_reader
from retrieval.readers.onnx import FILES, LONGEST_ANSWER, LONGEST_TEXT, OnnxReader

MODEL = Path(__file__).parents[2] / "retrieval" / "model"
TEXT = "The ferry over the Alsee stopped on Monday. Captain Anna Holt said the engine was broken."
QUESTION = "When did the ferry stop?"
ODD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "arabic": "توقفت العبارة يوم الاثنين.",
    "chinese": "渡轮星期一停运。",
    "thai": "เรือข้ามฟากหยุดวันจันทร์",
    "controls": "The \x00ferry\x07 sto\x1bpped\x7f\u0085 on\u2028Monday.",
    "directions": "The \u202eferry\u202c \u200bstopped\ufeff.",
    "emoji": "🚢🌊👩‍✈️🇩🇪",
    "marks": "e\u0301" + "\u0301" * 50,
    "ligatures": "ﬁﬃ ㎏ ½ … ﷺ",
    "surrogate": "The ferry \ud83d stopped \udea2.",
    "beyond": "\U0010ffff\ufdd0",
    "long": "ferry " * 10_000,
    "one word": "a" * 20_000,
}


@st.composite
def readings(draw: st.DrawFn, *, highest: float = 50.0) -> Reading:
    """Draw readings of texts of up to seven tokens."""
    lengths = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5)), max_size=7))
    offsets, at = [], 0
    for gap, length in lengths:
        offsets.append((at + gap, at + gap + length))
        at += gap + length
    count = len(offsets)
    logits = st.floats(-highest, highest, width=32)
    spans = draw(arrays(np.float32, (count, count), elements=logits))
    return reading(offsets, spans, draw(logits), longest=draw(st.integers(1, 7)))


PLACES = st.integers(0, 60)


@given(readings(), PLACES, PLACES)
def test_a_part_answers_no_likelier_than_the_whole(made: Reading, start: int, end: int) -> None:
    assert NOTHING <= made.within(start, end) <= made.answers + 1e-4


@given(readings(), st.lists(PLACES, max_size=5))
def test_parts_together_answer_no_likelier_than_the_whole(made: Reading, cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), 100]
    parts = [made.within(start, end) for start, end in pairwise(borders)]
    odds = sum(math.exp(part) for part in parts if part > NOTHING)
    assert odds <= math.exp(made.answers) * (1 + 1e-4)


@given(readings())
def test_all_of_a_text_is_the_whole(made: Reading) -> None:
    assert made.within(0, 100) == made.answers


@given(readings(), PLACES, PLACES)
def test_the_best_answer_is_the_likeliest_span_of_tokens_within(made: Reading, start: int, end: int) -> None:
    within = {
        (int(first[0]), int(last[1])): float(made.spans[row, column])
        for row, first in enumerate(made.offsets)
        for column, last in enumerate(made.offsets)
        if np.isfinite(made.spans[row, column]) and start <= first[0] and last[1] <= end
    }
    best = made.best_within(start, end)
    if best is None:
        assert not within
    else:
        assert within[best] == max(within.values())


@given(readings(highest=2.0**100), PLACES, PLACES)
def test_large_scores_stay_numbers(made: Reading, start: int, end: int) -> None:
    assert math.isfinite(made.answers)
    assert math.isfinite(made.within(start, end))


def test_odds_add_up() -> None:
    spans = np.log(np.array([[1, 2], [99, 4]], np.float32))
    made = reading([(0, 3), (4, 7)], spans, math.log(10), longest=2)
    assert made.answers == pytest.approx(math.log(7 / 10))
    assert made.within(4, 7) == pytest.approx(math.log(4 / 10))
    assert made.best_within(0, 7) == (4, 7)


def test_a_text_without_tokens_holds_nothing() -> None:
    made = reading([], np.zeros((0, 0), np.float32), 0.0, longest=40)
    assert (made.answers, made.within(0, 10), made.best_within(0, 10)) == (NOTHING, NOTHING, None)


def test_a_stretch_without_a_whole_token_holds_nothing() -> None:
    made = reading([(0, 5)], np.zeros((1, 1), np.float32), 0.0, longest=40)
    assert (made.within(1, 5), made.best_within(1, 5)) == (NOTHING, None)


@given(st.integers(1, 8), st.integers(1, 8))
def test_reversed_and_long_spans_are_no_answers(count: int, longest: int) -> None:
    made = reading([(at, at + 1) for at in range(count)], np.zeros((count, count), np.float32), 0.0, longest=longest)
    rows, columns = np.nonzero(np.isfinite(made.spans))
    answers = set(zip(rows.tolist(), columns.tolist(), strict=True))
    assert answers == {(row, column) for row in range(count) for column in range(row, min(count, row + longest))}


@pytest.fixture(scope="session")
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread: several wait for each other on a machine that is busy."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of a reader that has learnt nothing."""
    import torch

    from retrieval.training.reading.network import ReaderNetwork
    from retrieval.training.reading.shipping import build

    folder = tmp_path_factory.mktemp("reader")
    for name in ("model.onnx", "tokenizer.json", "encoder.json"):
        shutil.copy(MODEL / name, folder)
    torch.manual_seed(3)
    weights = {name: tensor.numpy() for name, tensor in ReaderNetwork(layers=1).state_dict().items()}
    (folder / "reader.onnx").write_bytes(build(weights, folder / "model.onnx").SerializeToString())
    fingerprint = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["fingerprint"]
    (folder / "reader.json").write_text(json.dumps({"encoder": fingerprint, "prompt": "query: "}), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def onnx_reader(untrained: Path) -> OnnxReader:
    return OnnxReader(untrained, threads=2)


@pytest.fixture(scope="session")
def question_answering(_one_thread: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of a transformers model that has learnt nothing; it takes 96 tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast, set_seed

    set_seed(4)
    special = ("[CLS]", "[SEP]", "[PAD]", "[UNK]")
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    inner = Tokenizer(models.BPE({token: at for at, token in enumerate((*special, *letters))}, [], unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    inner.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 0), ("[SEP]", 1)]
    )
    fast: Any = PreTrainedTokenizerFast  # it has no types
    tokenizer = fast(
        tokenizer_object=inner,
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
        model_max_length=96,
    )
    config = BertConfig(
        vocab_size=len(special) + len(letters),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=96,
        pad_token_id=2,
    )
    folder = tmp_path_factory.mktemp("question-answering")
    tokenizer.save_pretrained(folder)
    BertForQuestionAnswering(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def hugging_face_reader(question_answering: Path) -> Reader:
    return load_reader(str(question_answering))


@pytest.fixture(params=["onnx_reader", "hugging_face_reader"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Return either reader."""
    made: Reader = request.getfixturevalue(request.param)
    return made


def same(one: Reading, other: Reading) -> bool:
    return np.array_equal(one.offsets, other.offsets) and np.array_equal(one.spans, other.spans)


def assert_sound(made: Reading, text: str) -> None:
    """Assert that a reading is one of the text, whatever the text."""
    assert made.spans.shape == (len(made.offsets), len(made.offsets))
    assert not np.isnan(made.spans).any()
    assert math.isfinite(made.answers)
    assert (np.diff(made.offsets, axis=0) >= 0).all()
    best = made.best_within(0, len(text))
    assert (best is None) == (len(made.offsets) == 0)
    if best is not None:
        assert 0 <= best[0] <= best[1] <= len(text)


@pytest.mark.slow
@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_any_text_and_any_question_are_read(reader: Reader, text: str) -> None:
    (read_alone,) = reader.read(QUESTION, [text])
    assert_sound(read_alone, text)
    (asked,) = reader.read(text, [TEXT])
    assert_sound(asked, TEXT)
    assert len(asked.offsets)
    for made, one in zip(reader.read(text, [text, TEXT, text]), (text, TEXT, text), strict=True):
        assert_sound(made, one)


@pytest.mark.slow
def test_a_text_is_read_alone_whatever_is_read_beside_it(reader: Reader) -> None:
    texts = [TEXT, "Short.", TEXT * 3, ""]
    alone = [reader.read(QUESTION, [text])[0] for text in texts]
    together = reader.read(QUESTION, texts)
    assert all(same(one, other) for one, other in zip(alone, together, strict=True))
    assert reader.read(QUESTION, []) == []


@pytest.mark.slow
def test_a_lead_is_read_and_moves_no_token(reader: Reader) -> None:
    plain, other = reader.read(QUESTION, ["It stopped.", "It rained."])
    behind, unled = reader.read(QUESTION, ["It stopped.", "It rained."], ["Ferry \ud83d", ""])
    assert np.array_equal(plain.offsets, behind.offsets)
    assert not np.array_equal(plain.spans, behind.spans)
    assert same(other, unled)
    with pytest.raises(ValueError, match="zip"):
        reader.read(QUESTION, ["It stopped.", "It rained."], ["Ferry"])


@pytest.mark.slow
def test_several_threads_read_as_one_does(reader: Reader) -> None:
    jobs = [(f"{QUESTION} {number}" * (1 + number % 3 * 20), TEXT * (1 + number % 4)) for number in range(12)]
    expected = [reader.read(question, [text])[0] for question, text in jobs]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda job: reader.read(job[0], [job[1]])[0], jobs * 3))
    assert all(same(one, other) for one, other in zip(expected * 3, found, strict=True))


@pytest.mark.slow
def test_the_onnx_reader_places_its_tokens_in_the_text(onnx_reader: OnnxReader) -> None:
    (made,) = onnx_reader.read(QUESTION, [TEXT])
    words = [TEXT[start:end] for start, end in made.offsets]
    assert "".join(words).replace(" ", "") == TEXT.replace(" ", "")
    assert {"Monday", "engine"} <= set(words)


@pytest.mark.slow
def test_the_onnx_reader_reads_the_beginning_of_a_long_text(onnx_reader: OnnxReader) -> None:
    short, long = onnx_reader.read(QUESTION, ["ferry " * LONGEST_TEXT, "ferry " * 10_000])
    assert len(long.offsets) == LONGEST_TEXT
    assert same(short, long)
    assert np.isfinite(long.spans).sum(axis=1).max() == LONGEST_ANSWER


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_onnx_reader_is_one_sentence(untrained: Path, tmp_path: Path, name: str, damage: str) -> None:
    for other in FILES:
        if other != name:
            shutil.copy(untrained / other, tmp_path)
    if damage == "cut":
        content = (untrained / name).read_bytes()
        (tmp_path / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ReaderError, match=r"^[^.]+could not be opened[^;]*; [^;]+ again\.$"):
        OnnxReader(tmp_path)


def with_description(untrained: Path, folder: Path, described: Any) -> Path:
    for name in FILES:
        shutil.copy(untrained / name, folder)
    (folder / "reader.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_reader_of_another_encoder_is_one_sentence(untrained: Path, tmp_path: Path) -> None:
    folder = with_description(untrained, tmp_path, {"encoder": "0123456789abcdef", "prompt": "query: "})
    with pytest.raises(ReaderError, match=r"made for another encoder .* install the package again\.$"):
        OnnxReader(folder)


@pytest.mark.slow
@pytest.mark.parametrize("described", [[], {}, "reader", {"encoder": "c2d856a8b51b301d"}])
def test_a_reader_without_a_description_is_one_sentence(untrained: Path, tmp_path: Path, described: Any) -> None:
    with pytest.raises(ReaderError, match="could not be opened"):
        OnnxReader(with_description(untrained, tmp_path, described))


@pytest.mark.slow
def test_the_hugging_face_reader_places_its_tokens_in_the_text(hugging_face_reader: Reader) -> None:
    text = "Die Fähre fährt nicht."
    (made,) = hugging_face_reader.read("Wer?", [text])
    assert made.offsets[0].tolist() == [0, 1]
    assert made.offsets[-1].tolist() == [len(text) - 1, len(text)]
    start, end = text.index("fährt"), text.index("fährt") + len("fährt")
    best = made.best_within(start, end)
    assert best is not None
    assert start <= best[0] < best[1] <= end


@pytest.mark.slow
def test_the_hugging_face_reader_reads_as_much_as_its_model_takes(hugging_face_reader: Reader) -> None:
    question = "Who?"
    (made,) = hugging_face_reader.read(question, ["x" * 1000])
    assert len(made.offsets) == 96 - len(question) - 3
    (asked,) = hugging_face_reader.read("y" * 1000, ["x" * 1000])
    assert len(asked.offsets) == 96 - 64 - 3


@pytest.mark.slow
def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    for folder in (tmp_path / "nothing", tmp_path):
        with pytest.raises(ReaderError, match=r"could not be loaded \(\w+\); expected .*\.$"):
            load_reader(str(folder))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_model_is_one_sentence(question_answering: Path, tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(question_answering, folder)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    if damage == "cut":
        (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ReaderError, match="could not be loaded"):
        HuggingFaceReader(str(folder))


@pytest.mark.slow
def test_a_model_that_answers_no_questions_is_one_sentence(question_answering: Path, tmp_path: Path) -> None:
    from transformers import BertModel

    folder = tmp_path / "model"
    shutil.copytree(question_answering, folder)
    BertModel.from_pretrained(question_answering).save_pretrained(folder)
    with pytest.raises(ReaderError, match="question-answering"):
        HuggingFaceReader(str(folder))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "When did the ferry stop?",
            "The ferry over the lake stopped on Monday. Captain Anna Holt said that the engine was broken.",
            "Monday",
        ),
        (
            "Wie viele Kräne stehen im Hafen?",
            "Der Hafen wurde 1920 gebaut. Heute stehen dort zwölf Kräne. Die Stadt will ihn verkaufen.",
            "zwölf",
        ),
    ],
)
def test_the_shipped_reader_answers_plain_questions(question: str, text: str, answer: str) -> None:
    reader = load_reader()
    right, wrong = reader.read(question, [text, "The council has not decided on the new school yet."])
    best = right.best_within(0, len(text))
    assert best is not None
    assert answer in text[slice(*best)]
    assert right.answers > max(0.0, wrong.answers)
