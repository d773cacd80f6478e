"""No text makes a stage of the write path raise."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.retrieval.glued_texts import LANGUAGES, glued, glued_texts
from tests.soak.texts import examine


@settings(max_examples=300, deadline=None)
@given(glued_texts(), st.sampled_from(LANGUAGES))
def test_a_glued_text_goes_through_every_stage(text: str, language: str) -> None:
    examine(text, language)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.sampled_from((*LANGUAGES, "fr", "xx")))
def test_any_text_goes_through_every_stage(text: str, language: str) -> None:
    examine(text, language)


def test_the_texts_of_the_soak_go_through_every_stage() -> None:
    draw = random.Random(7)
    for _ in range(300):
        examine(glued(draw), draw.choice(LANGUAGES))


def test_quotations_at_the_end_of_a_text_or_paragraph() -> None:
    """A verdict of one quoted word before the last full stop once made the extraction raise."""
    for text in (
        "Die neue Regel sei für Anwohner „hilfreich“.",
        "Die neue Regel ist für Anwohner „hilfreich“.\n\nDanach ging es weiter.",
        "Das war für Lindholm „neu“",
        "Das bleibt für Lindholm „",
    ):
        examine(text, "de")
