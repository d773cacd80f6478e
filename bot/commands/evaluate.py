"""`beleg evaluate`: how good retrieval and answers are, on judged questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.failures import UsageFailure
from bot.commands.options import current, json_option, shared

if TYPE_CHECKING:
    from bot.answering.evaluation import Figures, Shares
    from bot.settings import Settings
    from retrieval.evaluation.evaluate import Evaluation, Progress
    from retrieval.evaluation.metrics import Metrics, Share

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
    """Measure retrieval and answers on questions with known answers."""
    from bot.terminal import json_text, progress, show

    if squad is not None and questions is not None:
        raise UsageFailure("--questions and --squad were both given; choose one.")
    if passages and squad is None:
        raise UsageFailure("--passages goes with --squad; leave it out.")
    settings = current().settings()
    with progress("Evaluating") as tell:
        if squad is not None:
            found = _squad(settings, Path(squad), [Path(path) for path in passages], lambda n, of: tell(n, of, ""))
            result = _as_json(found)
        else:
            path = Path(questions or DEFAULT_QUESTIONS)
            found, figures = _questions(settings, path, lambda n, of: tell(n, of, ""))
            result = {**_as_json(found), "answers": _answers_as_json(figures)}
    if as_json:
        click.echo(json_text(result))
        return
    lines = table(result)
    if answers := result.get("answers"):
        lines += ["", *answer_table(answers)]
    show([[(line, "")] for line in lines])


def _questions(settings: Settings, path: Path, progress: Progress) -> tuple[Evaluation, Figures]:
    """Ask the questions of a file of the index: those of its `test` half, since the others were tuned on."""
    from bot.answering.evaluation import Judgement, judge, measure
    from bot.assembly import answerer_of, open_reading
    from retrieval.evaluation.evaluate import Outcome, evaluate_questions
    from retrieval.evaluation.judged_questions import read_questions

    if not path.exists():
        raise UsageFailure(f"{str(path)!r} does not exist; name judged questions with --questions.", "no_such_path")
    questions = read_questions(path)
    questions = tuple(question for question in questions if question.split == "test") or questions
    judged: list[Judgement] = []
    with open_reading(settings) as index:
        answerer = answerer_of(index, settings)

        def answer(asked: Outcome) -> None:
            answered = answerer.answer_from(asked.found)
            judged.append(judge(asked.question, answered, pair=asked.pair, places=asked.places))

        found = evaluate_questions(questions, index.retriever, index.catalog, progress, tell=answer)
    return found, measure(judged)


def _squad(settings: Settings, path: Path, passages: list[Path], progress: Progress) -> Evaluation:
    from bot.assembly import open_encoder, open_lexicon, open_reader
    from retrieval.evaluation.evaluate import evaluate_squad
    from retrieval.evaluation.judged_questions import read_squad

    for file in (path, *passages):
        if not file.exists():
            raise UsageFailure(f"{str(file)!r} does not exist; name a file in SQuAD format.", "no_such_path")
    questions = read_squad(path, passages)
    return evaluate_squad(questions, open_encoder(settings), open_lexicon(), open_reader(settings), progress)


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


def _answers_as_json(found: Figures) -> dict[str, Any]:
    return {
        **_shares(found.answerable),
        "by_pair": {pair: _shares(shares) for pair, shares in found.by_pair.items()},
        "unanswerable": {
            **_share(found.refused),
            "by_kind": {kind: _share(refused) for kind, refused in found.refused_by_kind.items()},
        },
        "span_f1": {"mean": found.span_f1, "questions": found.spans},
        "right_speaker": _share(found.right_speaker),
    }


def _shares(shares: Shares) -> dict[str, Any]:
    return {"shown": _share(shares.shown), "first": _share(shares.first), "refused": _share(shares.refused)}


def _share(share: Share) -> dict[str, Any]:
    return {"share": share.value, "interval": list(share.interval), "questions": share.n}


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


def answer_table(answers: dict[str, Any]) -> list[str]:
    """Return the figures of the answers as lines; behind each share is its 95 % interval."""
    names = ("shown", "first", "refused")
    lines = [f"{'answers':<20}{'questions':>11}" + "".join(f"{name:>22}" for name in names)]
    for pair, shares in (("all", answers), *answers["by_pair"].items()):
        lines.append(_row(pair, *(shares[name] for name in names)))
    unanswerable = answers["unanswerable"]
    lines += ["", f"{'unanswerable':<20}{'questions':>11}{'refused':>22}"]
    lines += [_row(kind, refused) for kind, refused in (("all", unanswerable), *unanswerable["by_kind"].items())]
    spans = answers["span_f1"]
    lines += ["", f"{'span F1':<20}{spans['questions']:>11}{spans['mean']:>8.3f}"]
    lines.append(_row("right speaker", answers["right_speaker"]))
    return lines


def _row(name: str, *shares: dict[str, Any]) -> str:
    cells = (f"{one['share']:>8.3f} ({one['interval'][0]:.3f}–{one['interval'][1]:.3f})" for one in shares)
    return f"{name:<20}{shares[0]['questions']:>11}" + "".join(cells)
