"""Train the own layers of a reader or verifier; the encoder's lower ones stay as they ship."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

from retrieval.training.network import Dense

ROUNDING_FROM = 0.6  # share of the run after which the layers compute with rounded weights
WARMING_STEPS = 150
REPORT_STEPS = 50
SAVE_SECONDS = 300.0

Report = Callable[[int, float, float], None]
Batch = TypeVar("Batch")


class Rounding(nn.Module, Generic[Batch]):
    """A network whose transformer layers are named "layers.…", and which can compute as it will ship."""

    def loss(self, batch: Batch) -> Tensor:
        """Return what there is to learn from a batch, as a number that is to fall."""
        raise NotImplementedError

    def round_as_shipped(self) -> None:
        """Compute with rounded weights from now on, so that training makes up for the rounding."""
        for module in self.modules():
            if isinstance(module, Dense):
                module.rounded = True


@dataclass(frozen=True)
class Plan:
    """How long and how hard to train; the rate falls to nothing over `seconds` of training, breaks not counted."""

    seconds: float = 5 * 3600.0
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    tokens: int = 1200
    seed: int = 20
    half: bool = False  # products in bfloat16: 1.4 times as fast where the processor has it


class Trainer(Generic[Batch]):
    """The network, its optimiser and how far it has come; what is needed to go on lies in one file."""

    def __init__(self, network: Rounding[Batch], plan: Plan, state: Path) -> None:
        """Go on from `state` if it exists."""
        torch.manual_seed(plan.seed)
        self.network, self.plan, self._state = network, plan, state
        heads = [weight for name, weight in network.named_parameters() if not name.startswith("layers.")]
        layers = [weight for name, weight in network.named_parameters() if name.startswith("layers.")]
        groups = [
            {"params": [weight for weight in layers if weight.ndim > 1], "weight_decay": 0.01, "base": plan.rate},
            {"params": [weight for weight in layers if weight.ndim == 1], "weight_decay": 0.0, "base": plan.rate},
            {"params": heads, "weight_decay": 0.0, "base": plan.head_rate},
        ]
        self._optimiser = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True)
        self.step, self._spent, self._began = 0, 0.0, 0.0
        if state.exists():
            held = torch.load(state, weights_only=True)
            network.load_state_dict(held["network"])
            self._optimiser.load_state_dict(held["optimiser"])
            self.step, self._spent = held["step"], held["seconds"]

    def done(self) -> float:
        """Return the share of the run that is over, at most 1."""
        return min(1.0, self.seconds() / self.plan.seconds)

    def seconds(self) -> float:
        """Return the seconds trained, breaks not counted."""
        return self._spent + (time.monotonic() - self._began if self._began else 0.0)

    def run(self, batches: Iterator[Batch], report: Report) -> None:
        """Train to the end; `report` gets step, share done and mean loss now and then."""
        self._began = saved = time.monotonic()
        rounded, total, count = False, 0.0, 0
        while (done := self.done()) < 1:
            if done >= ROUNDING_FROM and not rounded:
                self.network.round_as_shipped()
                rounded = True
            total += self._learn(next(batches), min(1.0, (self.step + 1) / WARMING_STEPS) * (1 - done))
            count += 1
            self.step += 1
            if self.step % REPORT_STEPS == 0:
                report(self.step, done, total / count)
                total, count = 0.0, 0
            if time.monotonic() - saved > SAVE_SECONDS:
                saved = time.monotonic()
                self.save()
        self.save()

    def _learn(self, batch: Batch, share: float) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = group["base"] * share
        with torch.autocast("cpu", torch.bfloat16, enabled=self.plan.half):
            loss = self.network.loss(batch)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        return float(loss.detach())

    def save(self) -> None:
        """Write what is needed to go on."""
        part = self._state.with_suffix(".part")
        held = {"network": self.network.state_dict(), "optimiser": self._optimiser.state_dict()}
        torch.save({**held, "step": self.step, "seconds": self.seconds()}, part)
        part.replace(self._state)
