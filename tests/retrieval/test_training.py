"""The training commands: what they read, what they make of it, and that what ships is what was trained."""

from __future__ import annotations

import gzip
import json
import random
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.encoders.onnx import OnnxEncoder, silent_onnxruntime
from retrieval.encoders.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import EncoderError
from retrieval.training import checkpoint, corpus, graph, measure, shipping, teacher
from retrieval.training.material import Material
from retrieval.training.network import HIDDEN, Student, pool
from retrieval.training.questions import question_from
from retrieval.training.tokens import Texts
from retrieval.training.train import Plan, Trainer
from retrieval.training.vocabulary import SPECIAL, build_tokenizer, used_pieces
from tests.retrieval.test_embedding import ENGLISH, GERMAN, MODEL, QUESTIONS

pytestmark = pytest.mark.slow

PIECES = [
    *SPECIAL,
    *(f"▁{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    *"abcdefghijklmnopqrstuvwxyzäöüß:.?<>",
    "▁",
]


def small_tokenizer() -> Tokenizer:
    return build_tokenizer(PIECES, [-3.0] * len(PIECES))


def small_student(layers: int = 2) -> Student:
    torch.manual_seed(5)
    student = Student(len(PIECES), layers)
    for weight in student.parameters():
        if weight.ndim > 1:
            torch.nn.init.normal_(weight, std=0.05)
    return student


def weights_of(student: Student) -> graph.Weights:
    return {name: tensor.numpy() for name, tensor in student.state_dict().items()}


def opened(model: onnx.ModelProto) -> Any:
    return silent_onnxruntime().InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def run(session: Any, ids: list[int]) -> NDArray[np.float32]:
    (vectors,) = session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})
    return np.asarray(vectors[0], dtype=np.float32)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_four_bits_are_kept_exactly_once_rounded(seed: int, blocks: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=(3, 32 * blocks)).astype(np.float32)
    once = teacher.unpack(teacher.pack(matrix), 32 * blocks)
    assert np.array_equal(teacher.unpack(teacher.pack(once), 32 * blocks), once)
    coarse = np.abs(matrix).reshape(3, -1, 32).max(-1, keepdims=True) / 8
    assert (np.abs(once - matrix).reshape(3, -1, 32) <= coarse * 1.01).all()


def test_the_teachers_file_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    size, inner, pieces = 32, 64, ["<s>", "<pad>", "</s>", "<unk>", "▁ü"]
    shapes = {
        "emb.word": (5, size),
        "emb.pos": (8, size),
        "emb.type": (1, size),
        "emb.ln.w": (size,),
        "emb.ln.b": (size,),
    }
    for short, shape in {"q": (size, size), "k": (size, size), "v": (size, size), "ao": (size, size)}.items():
        shapes |= {f"l0.{short}.w": shape, f"l0.{short}.b": shape[:1]}
    shapes |= {"l0.fi.w": (inner, size), "l0.fi.b": (inner,), "l0.fo.w": (size, inner), "l0.fo.b": (size,)}
    shapes |= {f"l0.{norm}.{part}": (size,) for norm in ("aln", "oln") for part in "wb"}
    values = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    packed = {name for name in values if name == "emb.word" or (len(shapes[name]) == 2 and name.startswith("l0"))}
    texts = [piece.encode() for piece in pieces]
    head = b"E5S1" + struct.pack("<I7ifi", 1, size, 1, 4, inner, 5, 8, 1, 1e-12, 32)
    head += struct.pack("<5iQ", 5, 0, 2, 1, 3, sum(map(len, texts)))
    head += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes() + np.arange(5, dtype="<f4").tobytes()
    head += b"".join(texts) + struct.pack("<iI", 0, 0) + struct.pack("<i", len(values))
    blobs = {name: teacher.pack(value) if name in packed else value.tobytes() for name, value in values.items()}
    at = len(head) + sum(2 + len(name) + 21 for name in values)
    body = b""
    for name, blob in blobs.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", name in packed, values[name].size, at + len(body), len(blob))
        body += blob
    (tmp_path / "weights.bin").write_bytes(head + body)
    read = teacher.read_teacher(tmp_path / "weights.bin")
    assert (read.pieces, read.layers, read.heads) == (pieces, 1, 4)
    assert read.scores.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(read.weights["embeddings.position_embeddings.weight"], values["emb.pos"])
    assert np.array_equal(
        read.weights["encoder.layer.0.output.dense.weight"], teacher.unpack(teacher.pack(values["l0.fo.w"]), inner)
    )
    (tmp_path / "other.bin").write_bytes(b"GGUF" + head)
    with pytest.raises(ValueError, match="E5S1"):
        teacher.read_teacher(tmp_path / "other.bin")


def test_parallel_files_are_read_by_their_names(tmp_path: Path) -> None:
    files = {
        "parallel.wmt-news.de-en.tsv.gz": "doc.A.0\tEins.\tOne.\ndoc.A.1\tZwei.\tTwo.\ndoc.A.1\tZwei.\tTwo.\n",
        "parallel.tatoeba.en-fr.tsv.gz": "Three.\tTrois.\n\tvide\n",
        "names.en-ru.dev.tsv.gz": "anna\tанна\t12\n",
        "german_news.jsonl.gz": "{}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(gzip.compress(text.encode()))
    pairs = corpus.read_folder(tmp_path)
    assert [(pair.left, pair.right, pair.left_language, pair.source, pair.document) for pair in pairs] == [
        ("Anna", "Анна", "en", "names", ""),
        ("Three.", "Trois.", "en", "tatoeba", ""),
        ("Eins.", "One.", "de", "wmt-news", "doc.A"),
        ("Zwei.", "Two.", "de", "wmt-news", "doc.A"),
    ]
    assert len(corpus.read_folder(tmp_path, without=["tatoeba", "names"])) == 2
    with pytest.raises(FileNotFoundError, match="No parallel files"):
        corpus.read_folder(tmp_path, without=["tsv"])


@given(st.lists(st.sampled_from(["", "a", "b"]), max_size=40), st.integers(0, 9))
def test_passages_hold_each_pair_once_and_documents_in_order(documents: list[str], seed: int) -> None:
    pairs = [corpus.Pair("x" * 30, "y", "en", "de", "s", document) for document in documents]
    groups = corpus.passages(pairs, characters=100, seed=seed)
    assert sorted(at for group in groups for at in group) == list(range(len(pairs)))
    for group in groups:
        assert len({documents[at] for at in group}) == 1
        if documents[group[0]]:
            assert all(other == one + 1 for one, other in pairwise(group))


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "ru", "uk", "xx"]), st.integers())
def test_a_question_by_rule_is_short_and_the_same_for_a_seed(text: str, language: str, seed: int) -> None:
    asked = question_from(text, language, random.Random(seed))
    assert asked == question_from(text, language, random.Random(seed))
    assert asked == text or (asked.endswith("?") and len(asked.split()) <= 16)


def test_a_question_by_rule_loses_what_it_asks_for() -> None:
    asked = {question_from("Am Montag fuhr Anna mit 30 Kindern ans Meer.", "de", random.Random(n)) for n in range(40)}
    assert any(one.startswith("Wie viele") and "30" not in one for one in asked)
    assert any(one.startswith("Wer") and "Anna" not in one for one in asked)


def test_the_vocabulary_is_what_the_texts_use() -> None:
    tokenizer = small_tokenizer()
    used = used_pieces(tokenizer, ["ab", "b"])
    assert [PIECES[piece] for piece in used] == [*SPECIAL, "▁a", "▁b", "b"]
    assert tokenizer.encode("a <s>").ids.count(0) == 1


def test_float_graph_and_network_agree_and_rounding_twice_is_rounding_once() -> None:
    student = small_student()
    ids = small_tokenizer().encode("passage: the old bridge").ids
    tensor = torch.tensor([ids])
    with torch.no_grad():
        expected = pool(student(tensor, tensor > -1), tensor > -1)[0].numpy()
    assert run(opened(graph.build(weights_of(student), rounded=False)), ids) @ expected >= 0.99999
    shipped = graph.build(weights_of(student), rounded=True)
    again = graph.build(graph.read_weights(shipped), rounded=True)
    assert again.SerializeToString() == shipped.SerializeToString()
    student.round_as_shipped()
    with torch.no_grad():
        rounded = pool(student(tensor, tensor > -1), tensor > -1)[0].numpy()
    assert run(opened(shipped), ids) @ rounded >= 0.995
    assert run(opened(graph.build(graph.read_weights(shipped), rounded=False)), ids) @ rounded >= 0.99999


def test_a_checkpoint_keeps_the_rounded_student(tmp_path: Path) -> None:
    student = small_student()
    checkpoint.save(student, tmp_path / "a")
    once = checkpoint.load(tmp_path / "a")
    checkpoint.save(once, tmp_path / "b")
    twice = weights_of(checkpoint.load(tmp_path / "b"))
    assert all(np.allclose(value, twice[name], rtol=1e-6) for name, value in weights_of(once).items())


def test_training_learns_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pairs = [corpus.Pair(one, other, "en", "de", "s", "d") for one, other in zip(ENGLISH, GERMAN, strict=True)]
    material = Material(pairs, small_tokenizer(), device="cpu", seed=1)
    steps: list[tuple[int, float]] = []

    def report(step: int, done: float, losses: dict[str, float]) -> None:
        assert set(losses) == {"sentence cosine", "sentence ranking", "passage cosine", "passage ranking"}
        steps.append((step, done))

    def trained(steps: int) -> tuple[Student, float]:
        student, teacher_network = small_student(1), small_student(1)
        torch.nn.init.normal_(student.words.weight, std=0.2)
        plan = Plan(steps=steps, sentence_tokens=400, passage_tokens=600, rate=0.02)
        trainer = Trainer(student, teacher_network, material, plan, "cpu")
        if steps:
            trainer.run(tmp_path / "state.pt", report)
        batch = material.sides[0].batch(torch.arange(len(pairs)), "query")
        rows, aims = (
            pool(student(batch.ids, batch.mask), batch.mask),
            trainer.aims["query"].of(torch.arange(len(pairs))),
        )
        return student, float((rows * aims).sum(1).mean().detach())

    _, before = trained(0)
    _, midway = trained(4)
    student, after = trained(8)
    assert steps == [(4, 1.0), (8, 1.0)]
    assert before < midway < after
    assert student.rounded


def test_measuring_knows_the_right_passage(tmp_path: Path) -> None:
    block = {"paragraphs": [{"context": text, "qas": [{"question": text, "id": text}]} for text in ENGLISH]}
    (tmp_path / "xquad.en.json").write_text(json.dumps({"data": [block]}))
    columns = [["d", *texts, "x", "y", "z", "w"] for texts in zip(ENGLISH, ENGLISH, strict=True)]
    (tmp_path / "ntrex.dev.tsv.gz").write_bytes(gzip.compress("\n".join("\t".join(row) for row in columns).encode()))
    vocabulary = {text: at for at, text in enumerate(ENGLISH)}

    def encode(texts: list[str], _: str) -> NDArray[np.float32]:
        return np.eye(len(ENGLISH) + 1, dtype=np.float32)[[vocabulary.get(text, len(ENGLISH)) for text in texts]]

    figures = measure.measure(encode, tmp_path)
    assert figures["xquad en-en passage"] == figures["xquad en-en passage+sentences"] == 1.0
    assert figures["ntrex en-de"] == 1.0
    assert figures["ntrex en-fr"] == pytest.approx(1 / len(ENGLISH))


@pytest.fixture(scope="module")
def as_sentence_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    shipping.sentence_transformer(MODEL).save_pretrained(str(folder), create_model_card=False)
    return folder


def test_the_shipped_weights_are_a_sentence_transformers_model(as_sentence_transformer: Path) -> None:
    shipped = OnnxEncoder(MODEL)
    other = SentenceTransformerEncoder.from_path(
        as_sentence_transformer, query_prompt="query: ", passage_prompt="passage: "
    )
    assert (other.dimension, other.max_tokens) == (shipped.dimension, shipped.max_tokens)
    texts = [*ENGLISH[:4], *GERMAN[:4]]
    expected = other.encode(texts, kind="passage")
    floats = opened(graph.build(graph.read_weights(onnx.load(str(MODEL / "model.onnx"))), rounded=False))
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    for text, row in zip(texts, expected, strict=True):
        assert run(floats, tokenizer.encode(f"passage: {text}").ids) @ row >= 0.999
    own = shipped.encode(texts, kind="passage")
    assert (own * expected).sum(axis=1).mean() >= 0.99
    found = [
        encoder.encode(QUESTIONS, kind="query") @ encoder.encode(GERMAN, kind="passage").T
        for encoder in (shipped, other)
    ]
    recalls = [float((scores.argmax(axis=1) == np.arange(len(QUESTIONS))).mean()) for scores in found]
    assert abs(recalls[0] - recalls[1]) <= 0.01


def test_the_shipped_folder_loads_with_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    shipped = OnnxEncoder(MODEL)
    texts = [*ENGLISH, *GERMAN, "", "The river rose again. " * 200]
    model = SentenceTransformer(str(MODEL), backend="onnx", trust_remote_code=True, device="cpu")
    assert model.get_embedding_dimension() == shipped.dimension
    assert np.array_equal(model.encode_document(texts), shipped.encode(texts, kind="passage"))
    assert np.array_equal(model.encode_query(texts), shipped.encode(texts, kind="query"))
    bare = model.encode(ENGLISH)
    assert np.linalg.norm(bare, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert (bare * shipped.encode(ENGLISH, kind="query")).sum(axis=1).min() > 0.8
    with pytest.raises(EncoderError, match="leaves no room"):
        model.encode("a", prompt="und " * 600)
    model.save_pretrained(str(tmp_path), create_model_card=False)
    again = SentenceTransformer(str(tmp_path), trust_remote_code=True, device="cpu")
    assert np.array_equal(again.encode_query(QUESTIONS), shipped.encode(QUESTIONS, kind="query"))


def test_any_sentence_transformers_model_reads_to_the_end(as_sentence_transformer: Path) -> None:
    plain = SentenceTransformerEncoder.from_path(as_sentence_transformer)
    prompted = SentenceTransformerEncoder.from_path(as_sentence_transformer, query_prompt="ask: ")
    assert plain.fingerprint != prompted.fingerprint
    assert prompted.max_tokens < plain.max_tokens
    long = "Der Fluss stieg wieder an. " * 90
    assert plain.count_tokens(long) > plain.max_tokens
    short, whole = plain.encode([long, long + ENGLISH[5] * 20], kind="passage")
    assert short @ whole < 0.999
    assert np.array_equal(plain.encode([], kind="query"), np.zeros((0, HIDDEN), np.float32))


def test_batches_of_tokens_hold_the_prompt_and_mark_the_words() -> None:
    texts = Texts(small_tokenizer(), ["abc def.", "a"], "cpu")
    batch = texts.batch(torch.tensor([0, 1]), "query")
    assert batch.mask.sum(1).tolist() == [2 + len("query:") + 1 + len("abcdef.") - 1, 2 + len("query:") + 1]
    assert batch.words.sum(1).tolist() == [6, 1]
