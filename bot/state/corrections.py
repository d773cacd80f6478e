"""Which answers have to say that what they quote has changed: a pure function of what was kept and how it stands now.

After each run of the index and at each start, `outdated` says which articles are to be looked at, and `notices` which
messages need which lines. Who edits a message notes that (`KeptAnswers.corrected`), and once all messages of an article
are done, that too (`KeptAnswers.checked`): what a kill cuts off is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from bot.state.answers import Correction, KeptAnswer, KeptQuotation


@dataclass(frozen=True, slots=True)
class Notice:
    """What the messages of one answer have to say now, as a whole: the lines that they bear already, too.

    `changed` and `removed` are the numbers of quotations whose words were changed, and whose article was taken down: of
    those the messages lose the words. `new` are those of both that they do not tell of yet.
    """

    answer: KeptAnswer
    changed: tuple[int, ...]
    removed: tuple[int, ...]
    new: tuple[int, ...]


def outdated(quoted: Mapping[str, Set[int]], versions: Mapping[str, int]) -> dict[str, int]:
    """Return the quoted articles whose words have to be looked for, with the version to do it in, 0 for none.

    `quoted` has the versions in which they were looked for, `versions` those that the articles have now.
    """
    return {one: versions.get(one, 0) for one, checked in quoted.items() if checked != {versions.get(one, 0)}}


def notices(answers: Iterable[KeptAnswer], fate: Callable[[KeptQuotation], Correction | None]) -> list[Notice]:
    """Return what has to be said now in messages that Beleg can edit; nothing of answers that say it already.

    `fate` tells what became of a quotation, None where its words stand in the article. What a message once said stays:
    words that come back do not make the answer the one that was read.
    """
    found = []
    for answer in answers:
        if not answer.editable or answer.channel is None:
            continue
        now = {one: _worse(one.correction, fate(one)) for one in answer.quotations}
        if new := tuple(one.n for one, what in now.items() if what != one.correction):
            changed, removed = (
                tuple(one.n for one, what in now.items() if what == of) for of in ("changed", "removed")
            )
            found.append(Notice(answer, changed, removed, new))
    return found


def _worse(before: Correction | None, now: Correction | None) -> Correction | None:
    return "removed" if "removed" in (before, now) else before or now
