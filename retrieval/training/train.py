"""Train the student: a text and its translation get one vector, and questions rank passages of any language alike.

Two kinds of step take turns. Sentence steps draw a text and its translation to the mean of the teacher's vectors of
the two, and to the similarities of those means within the batch. Passage steps ask for a passage with one of its
sentences, or with a question made from it by rule, in one language, and rank the passages in one or the other: the
student's scores learn the teacher's distribution over the batch in the question's own language (by pooled vectors and
by late interaction of all token vectors, which ranks better), mixed with the known answer.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from retrieval.training.corpus import Pair, passages
from retrieval.training.network import HIDDEN, Student, pool
from retrieval.training.questions import question_from
from retrieval.training.tokens import Batch, Role, Texts, batches

POOLED_TEMPERATURE = 0.02
TOKEN_TEMPERATURE = 0.01
PASSAGE_CHARACTERS = 700
DOCUMENT_CUTS = 3  # ways in which documents are cut into passages; unrelated sentences are joined in one way
BY_RULE = 0.6  # share of passage steps that ask with questions made by rule rather than with sentences
_ROLES: tuple[tuple[Role, Role], ...] = (("query", "passage"), ("passage", "query"), ("passage", "passage"))
_WORD_LISTS = {"wiktionary", "names"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to train; `seconds` ends a run that is slower than expected, its schedule included."""

    steps: int
    seconds: float = float("inf")
    rate: float = 5e-5
    sentence_tokens: int = 24_000
    passage_tokens: int = 48_000
    known_answer: float = 0.2
    cosine_weight: float = 10.0
    rounding_from: float = 0.3
    seed: int = 20


class Trainer:
    """The student, its teacher and the text they meet over; `run` trains in place."""

    def __init__(self, student: Student, teacher: Student, tokenizer: Tokenizer, pairs: list[Pair], plan: Plan) -> None:
        """Put everything on the device and let the teacher embed every pivot text once, in both roles."""
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.student, self.teacher, self.plan = student.to(self.device), teacher.to(self.device).eval(), plan
        self.generator = torch.Generator().manual_seed(plan.seed)
        torch.manual_seed(plan.seed)
        torch.set_float32_matmul_precision("high")
        ordered = [_pivot_first(pair) for pair in pairs]
        rng = random.Random(plan.seed)  # noqa: S311
        running = [at for at, pair in enumerate(pairs) if pair.source not in _WORD_LISTS]
        groups = _groups(pairs, running, plan.seed)
        in_documents = [at for at in running if pairs[at].document]
        for again in range(1, DOCUMENT_CUTS):
            groups += _groups(pairs, in_documents, plan.seed + again)
        self.groups = [torch.tensor(group, device=self.device) for group in groups]
        self.sides, self.asked, self.joined = [], [], []
        for side in range(2):
            texts = [pair[side][0] for pair in ordered]
            asked = [question_from(text, pair[side][1], rng) for text, pair in zip(texts, ordered, strict=True)]
            joined = [" ".join(texts[at] for at in group) for group in groups]
            self.sides.append(Texts(tokenizer, texts, self.device))
            self.asked.append(Texts(tokenizer, asked, self.device))
            self.joined.append(Texts(tokenizer, joined, self.device))
        self.targets = {role: self._targets(self.sides, role) for role in ("query", "passage")}
        self.passage_targets = self._targets(self.joined, "passage")

    def run(self, report: Callable[[int, dict[str, float]], None]) -> None:
        """Train to the end of the plan; `report` gets the step and the mean losses every 200 steps."""
        plan, started = self.plan, time.monotonic()
        decayed = [weight for weight in self.student.parameters() if weight.ndim > 1]
        plain = [weight for weight in self.student.parameters() if weight.ndim == 1]
        groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        optimiser = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=self.device == "cuda")
        longest = torch.maximum(self.sides[0].lengths, self.sides[1].lengths)
        sentences = batches(longest, tokens=plan.sentence_tokens, generator=self.generator)
        long_texts = torch.maximum(self.joined[0].lengths, self.joined[1].lengths)
        joined = batches(long_texts, tokens=plan.passage_tokens, generator=self.generator)
        sums: dict[str, Tensor] = {}
        step, done = 0, 0.0
        while done < 1:
            done = max(step / plan.steps, (time.monotonic() - started) / plan.seconds)
            if done >= plan.rounding_from and not self.student.rounded:
                self.student.round_as_shipped()
            for group in optimiser.param_groups:
                group["lr"] = plan.rate * min(1.0, (step + 1) / 100) * max(0.0, 1 - done)
            losses = self._passage_step(next(joined)) if step % 2 else self._sentence_step(next(sentences))
            optimiser.zero_grad(set_to_none=True)
            sum(losses.values()).backward()  # type: ignore[union-attr]
            nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
            optimiser.step()
            for name, loss in losses.items():
                sums[name] = sums.get(name, torch.zeros((), device=self.device)) + loss.detach()
            step += 1
            if step % 200 == 0 or done >= 1:
                report(step, {name: float(total) / 100 for name, total in sums.items()} | {"done": done})
                sums = {}

    def _sentence_step(self, indexes: Tensor) -> dict[str, Tensor]:
        roles = _ROLES[self._draw(len(_ROLES))]
        rows = [self._rows(side.batch(indexes, role)) for side, role in zip(self.sides, roles, strict=True)]
        aims = [self.targets[role][indexes].float() for role in roles]
        similar = aims[0] @ aims[1].T / POOLED_TEMPERATURE
        scores = rows[0] @ rows[1].T / POOLED_TEMPERATURE
        both_ways = _divergence(scores, F.softmax(similar, dim=1)) + _divergence(scores.T, F.softmax(similar.T, dim=1))
        cosine = _distance(rows[0], aims[0]) + _distance(rows[1], aims[1])
        return {"cosine": self.plan.cosine_weight * cosine, "contrast": both_ways / 2}

    def _passage_step(self, indexes: Tensor) -> dict[str, Tensor]:
        chosen = torch.stack([self.groups[at][self._draw(len(self.groups[at]))] for at in indexes.tolist()])
        language, asked_language, by_rule = self._draw(2), self._draw(2), self._draw(100) < 100 * BY_RULE
        query = (self.asked if by_rule else self.sides)[asked_language].batch(chosen, "query")
        own = self.joined[asked_language].batch(indexes, "passage")
        with torch.no_grad():
            known, asked = self._states(self.teacher, own), self._states(self.teacher, query)
            pooled = pool(asked, query.mask) @ pool(known, own.mask).T / POOLED_TEMPERATURE
            late = interact(asked, query, known, own) / TOKEN_TEMPERATURE
            aim = (F.softmax(pooled, dim=1) + F.softmax(late, dim=1)) / 2
            answer = torch.eye(len(indexes), device=self.device)
            aim = (1 - self.plan.known_answer) * aim + self.plan.known_answer * answer
        batch = own if language == asked_language else self.joined[language].batch(indexes, "passage")
        rows, query_rows = self._rows(batch), self._rows(query)
        losses = {
            "p.cosine": self.plan.cosine_weight * _distance(rows, self.passage_targets[indexes]),
            "p.ranking": _divergence(query_rows @ rows.T / POOLED_TEMPERATURE, aim),
        }
        if not by_rule:
            losses["p.cosine"] += self.plan.cosine_weight * _distance(query_rows, self.targets["query"][chosen])
        return losses

    @torch.no_grad()
    def _targets(self, sides: list[Texts], role: Role) -> Tensor:
        """Return float16 rows: the unit mean of the teacher's vectors of a text and its translation."""
        sums = torch.zeros(len(sides[0].lengths), HIDDEN, device=self.device)
        for side in sides:
            for part in torch.split(torch.argsort(side.lengths), 512):
                batch = side.batch(part, role)
                sums[part] += pool(self._states(self.teacher, batch), batch.mask)
        return F.normalize(sums, dim=-1).half()

    def _rows(self, batch: Batch) -> Tensor:
        return pool(self._states(self.student, batch), batch.mask)

    def _states(self, network: Student, batch: Batch) -> Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16):
            states: Tensor = network(batch.ids, batch.mask)
        return states.float()

    def _draw(self, below: int) -> int:
        return int(torch.randint(below, (1,), generator=self.generator))


def interact(query_tokens: Tensor, query: Batch, tokens: Tensor, batch: Batch) -> Tensor:
    """Return float32 (queries, texts): the mean over a query's words of the best cosine among the text's words."""
    asked = F.normalize(query_tokens.float(), dim=-1)[query.words]
    known = F.normalize(tokens.float(), dim=-1).flatten(0, 1)
    hidden = (~batch.words).flatten().float() * -2
    best = (asked @ known.T + hidden).reshape(-1, *batch.words.shape).amax(-1)
    owner = query.words.nonzero()[:, 0]
    sums = torch.zeros(len(query.ids), best.shape[1], device=best.device).index_add(0, owner, best)
    return sums / query.words.sum(1, keepdim=True).clamp_min(1)


def _groups(pairs: list[Pair], chosen: list[int], seed: int) -> list[list[int]]:
    found = passages([pairs[at] for at in chosen], characters=PASSAGE_CHARACTERS, seed=seed)
    return [[chosen[at] for at in group] for group in found if len(group) > 1]


def _distance(rows: Tensor, aims: Tensor) -> Tensor:
    return (1 - (rows * aims.float()).sum(1)).mean()


def _divergence(scores: Tensor, aim: Tensor) -> Tensor:
    return -(aim * F.log_softmax(scores.float(), dim=1)).sum(1).mean()


def _pivot_first(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the two sides as (text, language), English first where it is one of them."""
    left, right = (pair.left, pair.left_language), (pair.right, pair.right_language)
    return (right, left) if pair.right_language == "en" else (left, right)
