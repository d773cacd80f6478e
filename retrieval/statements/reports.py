"""What a grammar finds in a sentence: one reporting clause, in token indices of that sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from retrieval.datatypes import Stance
from retrieval.statements.cues import Use

Range = tuple[int, int]
"""Half-open range of token indices."""


Telling = Stance | Literal["unsaid"]
"""What a reporting clause does: it tells that something was said, is denied or is rumoured, or it tells no such thing:
"never said that …", "if she says …", "in the film he says …"."""


@dataclass(slots=True)
class Report:
    """One reporting clause or phrase.

    `cue` is the reporting word as it stands there. `frame` is the reporting clause, `content` what it reports: token
    ranges in order, without the punctuation between. `subject` are the words that name the speaker; `antecedent` the
    words they refer to where grammar tells (relative pronoun, shared subject). `earlier` tells that the content is
    the sentence before ("Das sagte …"); `governs` is the stretch in which quoted words belong to this report even
    outside `content`. `plural` tells the number of the verb, `impersonal` that it names nobody ("hieß es"). `passive`
    is a passive clause, `quoted` one of quoting ("wurde er zitiert"). `resumed` tells that the source named before
    goes on ("Demnach …"), `phrase` a source phrase ("laut X") from a clause. `owned` is a noun with its owner ("der
    Vorwurf der Partei, …"). `gender` is m or f where the verb's form tells the speaker's sex. `telling` is what the
    clause does: of one that tells nothing, the words are nobody's.
    """

    cue: str
    use: Use
    frame: Range
    subject: Range | None = None
    antecedent: Range | None = None
    content: list[Range] = field(default_factory=list)
    governs: Range | None = None
    via: Range | None = None
    earlier: bool = False
    own: bool = False
    plural: bool = False
    passive: bool = False
    quoted: bool = False
    resumed: bool = False
    within: bool = False
    """Whether its quotation stands among what another clause reports."""
    impersonal: bool = False
    phrase: bool = False
    owned: bool = False
    gender: str = ""
    telling: Telling = "said"
