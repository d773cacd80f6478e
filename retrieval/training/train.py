"""Train the student: a text and its translation get one vector, and questions rank passages of any language alike.

Two kinds of step take turns. Sentence steps draw a text and its translation to the mean of the teacher's vectors of
the two, and to the similarities of those means within the batch. Passage steps ask for a passage with one of its
sentences, or with a question made from it by rule, in one language, and rank the passages in one or the other: the
student's scores learn the teacher's distribution over the batch in the question's own language (by pooled vectors and
by late interaction of all token vectors, which ranks better), mixed with the known answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from retrieval.training.material import Aims, Material
from retrieval.training.network import Student, pool
from retrieval.training.tokens import Batch, Role, batches

POOLED_TEMPERATURE = 0.02
TOKEN_TEMPERATURE = 0.01
BY_RULE = 60  # per cent of passage steps that ask with questions made by rule rather than with sentences
KNOWN_ANSWER = 0.2  # share of the known answer in what a passage step aims at
COSINE_WEIGHT = 10.0  # the teacher's cosines differ by hundredths
ROUNDING_FROM = 0.3  # share of the run after which the student computes with rounded weights
WARMING_STEPS = 100
REPORT_STEPS = 50
SAVE_SECONDS = 300.0
_ROLES: tuple[tuple[Role, Role], ...] = (("query", "passage"), ("passage", "query"), ("passage", "passage"))

Report = Callable[[int, float, dict[str, float]], None]


@dataclass(frozen=True)
class Plan:
    """How long and how hard to train; `seconds` ends a run that is slower than hoped, its schedule included."""

    steps: int = 1300
    seconds: float = float("inf")
    rate: float = 5e-5
    sentence_tokens: int = 24_000
    passage_tokens: int = 48_000
    seed: int = 20


class Trainer:
    """The student, its teacher and the text they meet over."""

    def __init__(self, student: Student, teacher: Student, material: Material, plan: Plan, device: str) -> None:
        """Put student and teacher on the device."""
        torch.manual_seed(plan.seed)
        torch.set_float32_matmul_precision("high")
        self.student, self.teacher = student.to(device), teacher.to(device).eval()
        self.material, self.plan, self.device = material, plan, device
        self.aims = {role: Aims(material.sides, role, self._teacher_rows) for role in ("query", "passage")}
        self.passage_aims = Aims(material.joined, "passage", self._teacher_rows)
        decayed = [weight for weight in student.parameters() if weight.ndim > 1]
        plain = [weight for weight in student.parameters() if weight.ndim == 1]
        groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=device == "cuda")
        self.generator = torch.Generator()

    def run(self, state: Path, report: Report) -> None:
        """Train in place to the end of the plan; `report` gets step, share done and mean losses now and then.

        What is needed to go on is written to `state` every five minutes; a run that finds it goes on from there, with
        a new order of the batches.
        """
        step, spent = self._restore(state)
        self.generator.manual_seed(self.plan.seed + step)
        sentences, joined = self._order()
        started = saved = time.monotonic()
        sums: dict[str, Tensor] = {}
        counts: dict[str, int] = {}
        done = 0.0
        while done < 1:
            done = max((step + 1) / self.plan.steps, (spent + time.monotonic() - started) / self.plan.seconds)
            if done >= ROUNDING_FROM and not self.student.rounded:
                self.student.round_as_shipped()
            losses = self._passage_step(next(joined)) if step % 2 else self._sentence_step(next(sentences))
            self._learn(losses, self.plan.rate * min(1.0, (step + 1) / WARMING_STEPS) * max(0.0, 1 - done))
            for name, loss in losses.items():
                sums[name] = sums.get(name, torch.zeros_like(loss)) + loss.detach()
                counts[name] = counts.get(name, 0) + 1
            step += 1
            if step % REPORT_STEPS == 0 or done >= 1:
                report(step, done, {name: float(total) / counts[name] for name, total in sums.items()})
                sums, counts = {}, {}
            if time.monotonic() - saved > SAVE_SECONDS:
                saved = time.monotonic()
                self._save(state, step, spent + saved - started)
        self._save(state, step, spent + time.monotonic() - started)

    def _order(self) -> tuple[Iterator[Tensor], Iterator[Tensor]]:
        sides, joined = self.material.sides, self.material.joined
        longest, long_passages = (torch.maximum(pair[0].lengths, pair[1].lengths) for pair in (sides, joined))
        return (
            batches(longest, tokens=self.plan.sentence_tokens, generator=self.generator),
            batches(long_passages, tokens=self.plan.passage_tokens, generator=self.generator),
        )

    def _learn(self, losses: dict[str, Tensor], rate: float) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        self.optimiser.step()

    def _sentence_step(self, indexes: Tensor) -> dict[str, Tensor]:
        roles = _ROLES[self._draw(len(_ROLES))]
        sides = self.material.sides
        rows = [self._rows(self.student, side.batch(indexes, role)) for side, role in zip(sides, roles, strict=True)]
        aims = [self.aims[role].of(indexes) for role in roles]
        similar = aims[0] @ aims[1].T / POOLED_TEMPERATURE
        scores = rows[0] @ rows[1].T / POOLED_TEMPERATURE
        both_ways = divergence(scores, F.softmax(similar, dim=1)) + divergence(scores.T, F.softmax(similar.T, dim=1))
        cosine = distance(rows[0], aims[0]) + distance(rows[1], aims[1])
        return {"sentence cosine": COSINE_WEIGHT * cosine, "sentence ranking": both_ways / 2}

    def _passage_step(self, indexes: Tensor) -> dict[str, Tensor]:
        text = self.material
        chosen = torch.stack([text.groups[at][self._draw(len(text.groups[at]))] for at in indexes.tolist()])
        language, asked_language, by_rule = self._draw(2), self._draw(2), self._draw(100) < BY_RULE
        query = (text.asked if by_rule else text.sides)[asked_language].batch(chosen, "query")
        own = text.joined[asked_language].batch(indexes, "passage")
        aim = self._ranking_aim(query, own)
        batch = own if language == asked_language else text.joined[language].batch(indexes, "passage")
        rows, query_rows = self._rows(self.student, batch), self._rows(self.student, query)
        cosine = distance(rows, self.passage_aims.of(indexes))
        if not by_rule:
            cosine = cosine + distance(query_rows, self.aims["query"].of(chosen))
        ranking = divergence(query_rows @ rows.T / POOLED_TEMPERATURE, aim)
        return {"passage cosine": COSINE_WEIGHT * cosine, "passage ranking": ranking}

    @torch.no_grad()
    def _ranking_aim(self, query: Batch, passages: Batch) -> Tensor:
        known, asked = self._states(self.teacher, passages), self._states(self.teacher, query)
        pooled = pool(asked, query.mask) @ pool(known, passages.mask).T / POOLED_TEMPERATURE
        late = interact(asked, query, known, passages) / TOKEN_TEMPERATURE
        aim = (F.softmax(pooled, dim=1) + F.softmax(late, dim=1)) / 2
        return (1 - KNOWN_ANSWER) * aim + KNOWN_ANSWER * torch.eye(len(aim), device=self.device)

    def _teacher_rows(self, batch: Batch) -> Tensor:
        return self._rows(self.teacher, batch)

    def _rows(self, network: Student, batch: Batch) -> Tensor:
        return pool(self._states(network, batch), batch.mask)

    def _states(self, network: Student, batch: Batch) -> Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16):
            states: Tensor = network(batch.ids, batch.mask)
        return states.float()

    def _draw(self, below: int) -> int:
        return int(torch.randint(below, (1,), generator=self.generator))

    def _save(self, state: Path, step: int, seconds: float) -> None:
        part = state.with_suffix(".part")
        held = {"student": self.student.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**held, "step": step, "seconds": seconds}, part)
        part.replace(state)

    def _restore(self, state: Path) -> tuple[int, float]:
        if not state.exists():
            return 0, 0.0
        held = torch.load(state, map_location=self.device, weights_only=True)
        self.student.load_state_dict(held["student"])
        self.optimiser.load_state_dict(held["optimiser"])
        return held["step"], held["seconds"]


def interact(query_tokens: Tensor, query: Batch, tokens: Tensor, batch: Batch) -> Tensor:
    """Return float32 (queries, texts): the mean over a query's words of the best cosine among the text's words.

    Late interaction as in ColBERT (Khattab & Zaharia 2020), with the mean in place of the sum.
    """
    asked = F.normalize(query_tokens, dim=-1)[query.words]
    known = F.normalize(tokens, dim=-1).flatten(0, 1)
    hidden = (~batch.words).flatten().float() * -2
    best = (asked @ known.T + hidden).reshape(-1, *batch.words.shape).amax(-1)
    owner = query.words.nonzero()[:, 0]
    sums = torch.zeros(len(query.ids), best.shape[1], device=best.device).index_add(0, owner, best)
    return sums / query.words.sum(1, keepdim=True).clamp_min(1)


def distance(rows: Tensor, aims: Tensor) -> Tensor:
    """Return the mean of 1 - cosine over unit rows."""
    return (1 - (rows * aims).sum(1)).mean()


def divergence(scores: Tensor, aim: Tensor) -> Tensor:
    """Return the mean cross-entropy of the softmax of each row of scores against the distribution aimed at."""
    return -(aim * F.log_softmax(scores, dim=1)).sum(1).mean()
