"""`beleg evaluate`: how good retrieval and abstention are, on judged questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, shared

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.evaluation.evaluate import Evaluation, Progress
    from retrieval.evaluation.metrics import Metrics

# Where a checkout keeps the questions on its sample articles, relative to the working directory.
DEFAULT_QUESTIONS = "tests/retrieval/questions.toml"


@click.command(
    epilog="Examples:  beleg evaluate --questions questions.toml   ·   beleg evaluate --squad dev.json --json"
)
@click.option(
    "--questions",
    metavar="FILE",
    help=f"Judged questions (TOML) on the indexed articles.  [default: {DEFAULT_QUESTIONS}]",
)
@click.option("--squad", metavar="FILE", help="Questions in SQuAD format, over their own paragraphs.")
@click.option("--passages", metavar="FILE", multiple=True, help="With --squad: take the paragraphs from here.")
@json_option
@shared
def evaluate(questions: str | None, squad: str | None, passages: tuple[str, ...], as_json: bool) -> None:
    """Measure retrieval on questions whose answers are known."""
    from bot.terminal import json_text, progress, show

    if squad is not None and questions is not None:
        raise UsageFailure("--questions and --squad were both given; choose one.")
    if passages and squad is None:
        raise UsageFailure("--passages goes with --squad; leave it out.")
    settings = current().settings()
    with progress("Evaluating") as tell:
        if squad is not None:
            found = _squad(settings, Path(squad), [Path(path) for path in passages], lambda n, of: tell(n, of, ""))
        else:
            found = _questions(settings, Path(questions or DEFAULT_QUESTIONS), lambda n, of: tell(n, of, ""))
    result = _as_json(found)
    if as_json:
        click.echo(json_text(result))
    else:
        show([[(line, "")] for line in table(result)])


def _questions(settings: Settings, path: Path, progress: Progress) -> Evaluation:
    """Ask the questions of a file of the index: those of its `test` half, since the others were tuned on."""
    from bot.assembly import open_reading
    from retrieval.evaluation.evaluate import evaluate_questions
    from retrieval.evaluation.judged_questions import read_questions

    if not path.exists():
        raise UsageFailure(f"{str(path)!r} does not exist; name judged questions with --questions.", "no_such_path")
    judged = read_questions(path)
    judged = tuple(question for question in judged if question.split == "test") or judged
    with open_reading(settings) as index:
        return evaluate_questions(judged, index.retriever, index.catalog, progress)


def _squad(settings: Settings, path: Path, passages: list[Path], progress: Progress) -> Evaluation:
    from bot.assembly import open_encoder, open_lexicon
    from retrieval.evaluation.evaluate import evaluate_squad
    from retrieval.evaluation.judged_questions import read_squad

    for file in (path, *passages):
        if not file.exists():
            raise UsageFailure(f"{str(file)!r} does not exist; name a file in SQuAD format.", "no_such_path")
    return evaluate_squad(read_squad(path, passages), open_encoder(settings), open_lexicon(), progress)


def _as_json(found: Evaluation) -> dict[str, Any]:
    overall = _figures(found.overall)
    value: dict[str, Any] = {"questions": overall.pop("questions"), "passages": found.passages, **overall}
    value["by_pair"] = {pair: _figures(metrics) for pair, metrics in found.by_pair.items()}
    if found.refusals is not None:
        value["abstention"] = {"precision": found.refusals.precision, "recall": found.refusals.recall}
    return value


def _figures(metrics: Metrics) -> dict[str, Any]:
    recall = {f"recall@{k}": share for k, share in metrics.recall.items()}
    return {"questions": metrics.questions, **recall, "mrr": metrics.mrr, "ndcg@10": metrics.ndcg}


def table(result: dict[str, Any]) -> list[str]:
    """Return the figures as lines of a table, one for all questions and one for each pair of languages."""
    names = ("questions", "recall@1", "recall@5", "recall@10", "mrr", "ndcg@10")
    lines = [f"{'':<8}" + "".join(f"{name:>11}" for name in names)]
    for pair, figures in (("all", result), *result["by_pair"].items()):
        cells = [f"{figures[name]:>11}" if name == "questions" else f"{figures[name]:>11.3f}" for name in names]
        lines.append(f"{pair:<8}" + "".join(cells))
    lines.append(f"{result['passages']} passages")
    if abstention := result.get("abstention"):
        lines.append(f"abstention: precision {abstention['precision']:.3f}, recall {abstention['recall']:.3f}")
    return lines
