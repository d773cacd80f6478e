"""Training of the verifier: what is changed in sentences, what it learns from, and that what ships was trained."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrieval.errors import ReaderError
from retrieval.training.corpus import Pair
from retrieval.training.reading.lower import LowerLayers
from retrieval.training.reading.train import Plan, Trainer
from retrieval.training.verifying.altering import Altering
from retrieval.training.verifying.batches import Stream, collate, encode
from retrieval.training.verifying.claims import read_claims
from retrieval.training.verifying.entailment import OnnxEntailment
from retrieval.training.verifying.examples import Drawing, Example
from retrieval.training.verifying.network import VerifierNetwork
from retrieval.training.verifying.shipping import ship

pytestmark = pytest.mark.slow

SHIPPED_FOLDER = Path(__file__).parents[2] / "retrieval" / "model"
LINES = (
    ("The harbour of Tolmark was closed on Monday after 12 ships had collided.",
     "Der Hafen von Tolmark wurde am Montag geschlossen, nachdem 12 Schiffe kollidiert waren."),
    ("Mayor Ilva Tarn said the old bridge might not be rebuilt before winter.",
     "Bürgermeisterin Ilva Tarn sagte, die alte Brücke werde vielleicht nicht vor dem Winter neu gebaut."),
    ("Prices of herring rose by 4.5 percent, more than in any other year.",
     "Die Preise für Hering stiegen um 4,5 Prozent, mehr als in jedem anderen Jahr."),
)  # fmt: skip
SLAVIC = (
    ("The new ferry did not sail on Tuesday.", "Новый паром не вышел в рейс во вторник.", "ru"),
    ("The council rejected the plan of the harbour.", "Рада відхилила план нової гавані.", "uk"),
)
PAIRS = [
    *(Pair(en, de, "en", "de", "wmt-news", "harbour") for en, de in LINES),
    *(Pair(other, en, language, "en", "wmt-news", "") for en, other, language in SLAVIC),
]
SENTENCES = [
    *((text, language) for en, de in LINES for text, language in ((en, "en"), (de, "de"))),
    *((other, language) for _, other, language in SLAVIC),
]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread: several wait for each other on a machine that is busy."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED_FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def lower() -> LowerLayers:
    return LowerLayers(SHIPPED_FOLDER / "model.onnx")


def altering(seed: int) -> Altering:
    """Return changes of sentences, whose words are those of three times all sentences."""
    return Altering(SENTENCES * 3, random.Random(seed))


@given(st.sampled_from(SENTENCES), st.integers(0, 10_000))
def test_a_change_is_one_and_says_where_it_is(sentence: tuple[str, str], seed: int) -> None:
    text, language = sentence
    made = altering(seed).change(text, language)
    assume(made is not None)
    assert made
    assert made.text != text
    before, after = set(text.lower().split()), made.text.lower().split()
    for start, end in made.spans:
        assert 0 <= start < end <= len(made.text)
        assert made.text[start:end].strip() == made.text[start:end]
    new = [word for word in after if word not in before]
    assert len(new) <= 3
    held = " ".join(made.text[start:end].lower() for start, end in made.spans)
    assert not made.spans or all(any(part in word for part in held.split()) for word in new)


@pytest.mark.parametrize(
    ("text", "language", "lost"),
    [
        ("It did not sail.", "en", "It did sail."),
        ("Sie fuhr nicht ab.", "de", "Sie fuhr ab."),
        ("Паром не вышел.", "ru", "Паром вышел."),
        ("Пором не вийшов.", "uk", "Пором вийшов."),
    ],
)
def test_a_negation_is_taken_away(text: str, language: str, lost: str) -> None:
    made = altering(1).negation_lost(text, language)
    assert made
    assert (made.text, made.spans) == (lost, ())


def test_an_example_is_true_unless_something_was_changed() -> None:
    drawing = Drawing(PAIRS, random.Random(2), {"wmt-news": 1.0})
    drawn = [drawing.draw() for _ in range(400)]
    assert 150 < sum(one.true for one in drawn) < 250
    known = {text for text, _ in SENTENCES} | {en for en, *_ in SLAVIC}
    for one in drawn:
        assert one.claim
        assert one.basis
        if one.true:
            assert one.foreign == ()
        else:
            assert one.claim not in known or not any(text == one.basis for text in _wordings(one.claim))
        for start, end in one.foreign or ():
            assert 0 <= start < end <= len(one.claim)


def _wordings(claim: str) -> list[str]:
    return [text for pair in PAIRS for text in (pair.left, pair.right) if claim in (pair.left, pair.right)]


def test_claims_that_people_wrote_stand_on_the_sentences_they_were_judged_by(tmp_path: Path) -> None:
    passage = "The quay is new. It cost a lot."
    rows = [
        {"question": "The quay is old.", "passage": passage, "answers": [[0, 16]], "label": "REFUTES"},
        {"question": "It was dear.", "passage": passage, "answers": [[17, 31]], "label": "SUPPORTS"},
        {"question": "Who knows?", "passage": passage, "answers": [], "label": "NOT ENOUGH INFO"},
    ]
    with gzip.open(tmp_path / "own.claims.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert read_claims(tmp_path) == [
        Example("The quay is old.", "The quay is new.", False, None),
        Example("It was dear.", "It cost a lot.", True, ()),
    ]


def test_a_batch_marks_the_words_that_were_put_there(tokenizer: Tokenizer, lower: LowerLayers) -> None:
    claim = "The harbour of Brell was closed."
    example = Example(claim, "Der Hafen von Tolmark wurde geschlossen.", False, ((15, 20),))
    encoded = encode(tokenizer, claim, example.basis)
    batch = collate([(encoded, example), (encode(tokenizer, "Yes.", "Ja."), Example("Yes.", "Ja.", True, ()))], lower)
    marked = [encoded.offsets[at - encoded.claim[0]] for at in np.flatnonzero(batch.foreign[0])]
    assert marked
    assert all(start < 20 and end > 15 for start, end in marked)
    assert not batch.foreign[1].any()
    assert batch.mask.sum(1).tolist() == [encoded.ids.shape[1], encode(tokenizer, "Yes.", "Ja.").ids.shape[1]]
    assert not (batch.claim & batch.basis).any()


def test_training_learns_and_what_ships_says_the_same(tmp_path: Path, tokenizer: Tokenizer, lower: LowerLayers) -> None:
    drawing = Drawing(PAIRS, random.Random(1), {"wmt-news": 1.0})
    batches = Stream(drawing.draw, tokenizer, lower, tokens=400, seed=1).batches()
    network = VerifierNetwork()
    trainer = Trainer(network, Plan(), tmp_path / "resume.pt")
    batch = next(batches)
    losses = [trainer._learn(batch, 1.0) for _ in range(6)]
    assert losses[-1] < losses[0]
    network.round_as_shipped()
    trainer.save()
    for name in ("model.onnx", "tokenizer.json", "encoder.json"):
        shutil.copy(SHIPPED_FOLDER / name, tmp_path / name)
    ship(tmp_path / "resume.pt", tmp_path, tmp_path)
    shipped = OnnxEntailment(tmp_path)
    for en, de in LINES:
        encoded = encode(tokenizer, en, de)
        held = collate([(encoded, Example(en, de, True, ()))], lower)
        with torch.inference_mode():
            borne, _ = network(held.states, held.mask, held.claim, held.basis)
        found = shipped.bears_out(en, de)
        assert found
        assert found.odds == pytest.approx(float(borne), abs=0.3)
        assert found.weakest in encoded.offsets
    assert shipped.bears_out("", LINES[0][1]) is None
    assert shipped.bears_out("word " * 200, LINES[0][1]) is None
    described = json.loads((tmp_path / "verifier.json").read_text())
    (tmp_path / "verifier.json").write_text(json.dumps(described | {"encoder": "another"}))
    with pytest.raises(ReaderError, match="another encoder"):
        OnnxEntailment(tmp_path)
