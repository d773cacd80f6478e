"""What a run trains on: both sides of every pair, questions made from them, passages joined from them, and the aims."""

from __future__ import annotations

import random
from collections.abc import Callable

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from retrieval.training.corpus import Pair, passages
from retrieval.training.network import HIDDEN
from retrieval.training.questions import question_from
from retrieval.training.tokens import Batch, Role, Texts

PASSAGE_CHARACTERS = 700
DOCUMENT_CUTS = 3  # ways in which documents are cut into passages; unrelated sentences are joined in one way
_WORD_LISTS = {"wiktionary", "names"}


class Material:
    """Tokenised text by side: 0 is English where a pair has it, 1 its translation.

    `sides` and `asked` hold a text for each pair, `joined` one for each passage; `groups` are the pairs of a passage.
    """

    def __init__(self, pairs: list[Pair], tokenizer: Tokenizer, *, device: str, seed: int) -> None:
        """Cut passages, make questions and tokenise everything."""
        ordered = [_english_first(pair) for pair in pairs]
        rng = random.Random(seed)  # noqa: S311
        running = [at for at, pair in enumerate(pairs) if pair.source not in _WORD_LISTS]
        groups = _groups(pairs, running, seed)
        in_documents = [at for at in running if pairs[at].document]
        for again in range(1, DOCUMENT_CUTS):
            groups += _groups(pairs, in_documents, seed + again)
        self.groups = [torch.tensor(group, device=device) for group in groups]
        self.sides: list[Texts] = []
        self.asked: list[Texts] = []
        self.joined: list[Texts] = []
        for side in range(2):
            texts = [pair[side][0] for pair in ordered]
            asked = [question_from(text, pair[side][1], rng) for text, pair in zip(texts, ordered, strict=True)]
            self.sides.append(Texts(tokenizer, texts, device))
            self.asked.append(Texts(tokenizer, asked, device))
            self.joined.append(Texts(tokenizer, [" ".join(texts[at] for at in group) for group in groups], device))


class Aims:
    """The vectors that texts are drawn to: the unit mean of the teacher's vectors of a text and its translation.

    Each is computed when it is first asked for, and kept as float16.
    """

    def __init__(self, sides: list[Texts], role: Role, embed: Callable[[Batch], Tensor]) -> None:
        """Prepare for texts in `role`; `embed` gives the teacher's unit rows."""
        self._sides, self._role, self._embed = sides, role, embed
        count, device = len(sides[0].lengths), sides[0].device
        self._rows = torch.zeros(count, HIDDEN, dtype=torch.float16, device=device)
        self._known = torch.zeros(count, dtype=torch.bool, device=device)

    @torch.no_grad()
    def of(self, indexes: Tensor) -> Tensor:
        """Return unit rows, float32 (len(indexes), HIDDEN)."""
        missing = indexes[~self._known[indexes]]
        if len(missing):
            one, other = (self._embed(side.batch(missing, self._role)) for side in self._sides)
            self._rows[missing] = F.normalize(one + other, dim=-1).half()
            self._known[missing] = True
        return self._rows[indexes].float()


def _groups(pairs: list[Pair], chosen: list[int], seed: int) -> list[list[int]]:
    found = passages([pairs[at] for at in chosen], characters=PASSAGE_CHARACTERS, seed=seed)
    return [[chosen[at] for at in group] for group in found if len(group) > 1]


def _english_first(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    left, right = (pair.left, pair.left_language), (pair.right, pair.right_language)
    return (right, left) if pair.right_language == "en" else (left, right)
