import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.sentences import split


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Am 9. Januar kamen 100.000 Menschen.", "Danach war Ruhe."]),
        ("de", ["Im 19. Jahrhundert war das anders.", "Er kam am 3.", "Das war spät."]),
        ("de", ["Zum 100. Geburtstag kam Ludwig XIV. Brandt.", "Sie siegten 2022.", "Peter kam."]),
        ("de", ["3. Platz für Norderwiek.", "Die 2. Liga beginnt um 8 Uhr."]),
        ("de", ["Das sagte Dr. M. Krause u. a. in Bonn.", "Er nahm z. B. die Bahn bzw. den Bus usw.", "Dann ging er."]),
        ("de", ["„Wir gehen nicht.“", "Das sagte sie.", "„Nein!“ rief er.", "„Nein!“ – rief er."]),
        ("de", ['"Wir gehen nicht."', "Sie blieb.", '"Gut?", fragte er.']),
        ("de", ["Die Händler ... Brandt zufolge ... warten.", "Ende…", "Aus."]),
        ("de", ["So steht es dort.[1]", "Mehr nicht.", "Dieser Art.", "Der Rest folgt Art. 5 des Vertrags."]),
        ("en", ['She said: "We leave."', "Then Mr. J. Smith left at 3.5 p.m. on Jan. 9."]),
        ("en", ["The U.S. Army won.", "He lives in the U.S.", "The end.", "So do I.", "Then it ended."]),
        ("en", ["He said no.", "Nobody minded.", "No. 5 is alive... or not."]),
        ("ru", ["Он приехал 9 янв. 2022 г. в Бонн.", "«Мы не уйдём.»", "Сказал С. А. Брандт."]),
        ("ru", ["«Нет!» — сказал он.", "Это было в 2021 г.", "Он ушёл, и т. д. и т. п."]),
        ("fr", ["« Non. »", "Elle est partie.", "« Oui ! » a dit M. Dupont et J.-P. Martin."]),
        ("zh", ["他走了。", "她来了！"]),
    ],
)
def test_a_text_of_these_sentences_is_split_into_them(language: str, sentences: list[str]) -> None:
    separator = "" if language == "zh" else " "
    assert pieces(separator.join(sentences), language) == sentences


def test_blank_lines_short_lines_and_bullets_are_borders() -> None:
    text = "ROTE LINIEN\n\nIm Hafen\nliegt ein Schiff\n\nNeues\nDas Schiff fuhr ab.\n"
    text += "- Punkt eins\n- Punkt zwei\n1. Erstens"
    assert pieces(text, "de") == [
        "ROTE LINIEN",
        "Im Hafen\nliegt ein Schiff",
        "Neues",
        "Das Schiff fuhr ab.",
        "- Punkt eins",
        "- Punkt zwei",
        "1. Erstens",
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "Die Verwaltung des Hafens von Norderwiek teilte am frühen Morgen mit, dass alle\nFähren bis Montag ausfallen."
    )
    assert len(split(text, "de")) == 1


@given(
    st.text(alphabet=st.sampled_from(list('aB1. !?…\n\t"„“»)«[]-–Дé\u0301\u00ad\u200b😀。')), max_size=80),
    st.sampled_from(["de", "en", "ru", "fr", "zh"]),
)
def test_sentences_cover_all_but_whitespace_in_order_and_cross_no_blank_line(text: str, language: str) -> None:
    position = 0
    for start, end in split(text, language):
        assert position <= start < end
        assert not text[position:start].strip()
        sentence = text[start:end]
        assert sentence == sentence.strip()
        assert not any(not line.strip() for line in sentence.split("\n"))
        position = end
    assert not text[position:].strip()


@given(st.text(max_size=200))
def test_any_text_can_be_split_and_a_sentence_splits_no_further_by_blank_lines(text: str) -> None:
    assert "".join("".join(piece.split()) for piece in pieces(text, "de")) == "".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("unit", [".", "a", "a. ", ".a", "A.\n", '."', "z. B. ", "1. ", "\n", "… "])
def test_the_time_is_linear(unit: str) -> None:
    begin = time.process_time()
    split(unit * (150_000 // len(unit)), "de")
    assert time.process_time() - begin < 4
