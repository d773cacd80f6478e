"""The checks that compare numbers, dates, units and names: what passes, what is caught, and their laws."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.checks import calendar, names, numbers, units
from bot.verification.claims import LANGUAGES, Basis, Check, Claim
from bot.verification.measures import measures
from bot.verification.named import candidates
from retrieval.datatypes import Statement

CHECKS: dict[str, Check] = {
    "numbers": numbers.check,
    "calendar": calendar.check,
    "units": units.check,
    "names": names.check,
}
TEXTS = {
    "de": "Am Freitag, dem 9. Januar 2015, sagte Ministerin Ludmila Karstova aus der Ukraine in Genf, die 48 Anlagen"
    " der Firma Brunwald kosteten rund 3,5 Millionen Euro.",
    "en": "On Friday, 9 January 2015, minister Ludmila Karstova of Ukraine said in Geneva that the 48 plants of the"
    " firm Brunwald cost about 3.5 million euros.",
    "ru": "В пятницу, 9 января 2015 года, министр Украины Людмила Карстова заявила в Женеве, что 48 установок фирмы"
    " «Брунвальд» стоят около 3,5 млн евро.",
    "uk": "У п’ятницю, 9 січня 2015 року, міністерка України Людмила Карстова заявила в Женеві, що 48 установок фірми"
    " «Брунвальд» коштують близько 3,5 млн євро.",
}


def basis(text: str, language: str, *, before: str = "", title: str = "", published: str | None = None) -> Basis:
    return Basis("article", 0, len(text), text, language, before, title=title, published=published)


def codes(check: str, claim: str, language: str, given_: Basis) -> list[tuple[str, str]]:
    return [(fault.code, fault.found) for fault in CHECKS[check](Claim(claim, language, given_))]


@pytest.mark.parametrize("mine", LANGUAGES)
@pytest.mark.parametrize("other", LANGUAGES)
@pytest.mark.parametrize("check", CHECKS)
def test_a_true_claim_passes_in_every_direction(check: str, mine: str, other: str) -> None:
    assert codes(check, TEXTS[mine], mine, basis(TEXTS[other], other)) == []


@pytest.mark.parametrize(
    ("check", "language", "old", "new"),
    [
        ("numbers", "en", "48 plants", "47 plants"),
        ("numbers", "en", "48 plants", "forty-nine plants"),
        ("numbers", "en", "3.5 million", "3.5 billion"),
        ("numbers", "de", "3,5 Millionen", "3,5 Milliarden"),
        ("numbers", "de", "48 Anlagen", "achtundsiebzig Anlagen"),
        ("numbers", "ru", "48 установок", "сорок девять установок"),
        ("numbers", "uk", "3,5 млн", "3,6 млн"),
        ("calendar", "en", "Friday", "Monday"),
        ("calendar", "en", "9 January", "8 January"),
        ("calendar", "de", "Januar", "Juni"),
        ("calendar", "de", "2015", "2016"),
        ("calendar", "ru", "пятницу", "субботу"),
        ("calendar", "uk", "січня", "березня"),
        ("units", "en", "euros", "dollars"),
        ("units", "de", "Euro", "Franken"),
        ("units", "ru", "евро", "рублей"),
        ("units", "uk", "євро", "гривень"),
        ("names", "en", "Karstova", "Melnikova"),
        ("names", "en", "Geneva", "Vienna"),
        ("names", "de", "Ukraine", "Slowakei"),
        ("names", "de", "Karstova", "Melnikova"),
        ("names", "ru", "Украины", "Грузии"),
        ("names", "ru", "Карстова", "Мельникова"),
        ("names", "uk", "Женеві", "Відні"),
    ],
)
@pytest.mark.parametrize("other", LANGUAGES)
def test_one_change_is_caught_whatever_the_article_is_written_in(
    check: str, language: str, old: str, new: str, other: str
) -> None:
    assert old in TEXTS[language]
    assert codes(check, TEXTS[language].replace(old, new), language, basis(TEXTS[other], other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_one_digit_changed_is_caught(language: str) -> None:
    text = TEXTS[language]
    for place in (place for place, letter in enumerate(text) if letter.isdecimal()):
        for more in (1, 4, 7):
            changed = text[:place] + str((int(text[place]) + more) % 10) + text[place + 1 :]
            other = LANGUAGES[(place + more) % len(LANGUAGES)]
            given_ = basis(TEXTS[other], other)
            assert codes("numbers", changed, language, given_) or codes("calendar", changed, language, given_), changed


WORDS = " ".join(
    [
        *TEXTS.values(),
        "forty-eight zwei Drittel $48m 17.30 Uhr 5.30pm 3:1 yesterday вчера 90er-Jahre US-Dollar МАГАТЭ IAEA",
        "сорока восьми дев'ятсот half hundreds Dutzend 50% 10°C 1/2 XXI 2018/19 Moskau May May's of the",
    ]
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from(LANGUAGES), st.sampled_from(sorted(CHECKS)))
def test_a_claim_in_the_words_of_the_article_has_no_fault(words: list[str], language: str, check: str) -> None:
    text = " ".join(words)
    assert codes(check, text, language, basis(text, language)) == []


@given(
    st.text(max_size=120), st.text(max_size=120), st.sampled_from([*LANGUAGES, "fr", "xx"]), st.sampled_from(LANGUAGES)
)
def test_no_text_is_too_odd(claim: str, text: str, language: str, other: str) -> None:
    for check in CHECKS.values():
        for fault in check(Claim(claim, language, basis(text, other, published="not a day"))):
            assert fault.code


@pytest.mark.parametrize(
    ("claim", "language", "text", "other"),
    [
        ("The lift starts at 5.30pm.", "en", "Der Lift fährt um 17.30 Uhr ab.", "de"),
        ("The path is 16 kilometres long.", "en", "Der Weg ist 10 Meilen lang.", "de"),
        ("About 48,000 came.", "en", "Es kamen 48.310.", "de"),
        ("Half of them left.", "en", "50 Prozent gingen.", "de"),
        ("Two of them left.", "en", "Beide gingen.", "de"),
        ("It took ten years.", "en", "Es dauerte ein Jahrzehnt.", "de"),
        ("Матч закончился со счётом 3:1.", "ru", "The match ended 3-1.", "en"),
        ("Dutzende kamen.", "de", "Десятки пришли.", "ru"),
        ("Dozens came.", "en", "Прийшли десятки людей.", "uk"),
        ("In the 1990s it closed.", "en", "In den 90er Jahren schloss es.", "de"),
    ],
)
def test_one_number_in_two_ways_is_one(claim: str, language: str, text: str, other: str) -> None:
    assert codes("numbers", claim, language, basis(text, other)) == []


@pytest.mark.parametrize(
    ("claim", "text", "found"),
    [
        ("48,000 came.", "Es kamen 48.310.", "48,000"),
        ("About 60,000 came.", "Es kamen 48.310.", "60,000"),
        ("About 48,320 came.", "Es kamen 48.310.", "48,320"),
        ("The lift starts at 5.30am.", "Der Lift fährt um 17.30 Uhr ab.", "5.30am"),
        ("The path is 18 kilometres long.", "Der Weg ist 10 Meilen lang.", "18"),
        ("Thousands came.", "Es kamen Hunderte.", "Thousands"),
        ("In the 1880s it closed.", "In den 1980er Jahren schloss es.", "1880s"),
    ],
)
def test_a_number_of_another_value_is_none_of_the_article(claim: str, text: str, found: str) -> None:
    assert codes("numbers", claim, "en", basis(text, "de")) == [("unknown_number", found)]


def test_a_number_said_twice_must_stand_twice() -> None:
    given_ = basis("Three men, aged 33, 34 and 39, were heard.", "en")
    claim = "Three men, aged 33, 34 and 34, were heard."
    assert codes("numbers", claim, "en", given_) == [("repeated_number", "34")]


def test_the_nearest_number_is_told() -> None:
    (fault,) = numbers.check(Claim("47 plants cost 3.5 million.", "en", basis(TEXTS["de"], "de")))
    assert (fault.found, fault.expected) == ("47", "48")


@pytest.mark.parametrize(
    ("claim", "text", "published", "expected"),
    [
        ("It closed on Wednesday.", "Es schloss gestern.", "2024-03-14", []),
        ("It closed on 13 March 2024.", "Es schloss gestern.", "2024-03-14T08:00:00Z", []),
        ("It closed on 12 March.", "Es schloss gestern.", "2024-03-14", ["unknown_day"]),
        ("It closed on 13 March.", "Es schloss gestern.", None, ["unknown_month"]),
        ("It closed yesterday.", "Es schloss am Mittwoch.", "2024-03-14", []),
        ("It closed yesterday.", "Es schloss am Dienstag.", "2024-03-14", ["unknown_day"]),
        ("It closed yesterday.", "Es schloss.", "2024-03-14", ["unknown_day"]),
        ("It closed yesterday.", "Es schloss gestern.", None, []),
        ("It closed last week.", "Es schloss vergangene Woche.", None, []),
        ("It closed in February.", "Es schloss im vergangenen Monat.", "2024-03-14", []),
        ("It closed in 2023.", "Es schloss im vergangenen Jahr.", "2024-03-14", []),
    ],
)
def test_a_date_may_follow_from_the_day_of_publication(
    claim: str, text: str, published: str | None, expected: list[str]
) -> None:
    given_ = Basis("article", 0, len(text), text, "de", published=published)
    assert [fault.code for fault in calendar.check(Claim(claim, "en", given_))] == expected


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("It rose by 3 percentage points.", "Es stieg um 3 Prozent.", ["other_unit"]),
        ("It rose by 3 per cent.", "Es stieg um 3 Prozent.", []),
        ("It cost 48 million euros.", "Es kostete 48 Millionen.", ["unknown_unit"]),
        ("Between 40 and 50 million euros.", "Zwischen 40 und 50 Millionen Euro.", []),
        ("The driver, 44, lived.", "Die 44-Jährige lebte.", []),
        ("5 days and 6 weeks.", "6 Tage und 5 Wochen.", ["other_unit", "other_unit"]),
        ("2 weeks.", "14 Tage.", []),
    ],
)
def test_units_are_compared_number_by_number(claim: str, text: str, expected: list[str]) -> None:
    assert [code for code, _ in codes("units", claim, "en", basis(text, "de"))] == expected


@pytest.mark.parametrize(
    ("claim", "language", "text", "other"),
    [
        ("The IAEA warned Iran.", "en", "МАГАТЭ предупредило Иран.", "ru"),
        ("Deutsche Züge fuhren nach Warschau.", "de", "German trains went to Warsaw.", "en"),
        ("The Supreme Court ruled.", "en", "Das Oberste Gericht entschied.", "de"),
        ("U.S. troops left.", "en", "Die USA zogen Truppen ab.", "de"),
        ("Der Minister sprach über Abrüstung, Handel und Umsatzsteuervoranmeldung.", "de", "He spoke.", "en"),
        ("Yesterday the mayor spoke.", "en", "Gestern sprach die Bürgermeisterin.", "de"),
    ],
)
def test_names_are_met_in_other_spellings_and_nouns_are_none(claim: str, language: str, text: str, other: str) -> None:
    assert codes("names", claim, language, basis(text, other)) == []


def test_a_name_next_to_the_basis_in_the_title_or_of_a_speaker_counts() -> None:
    claim = "Karstova closed the mill."
    assert codes("names", claim, "en", basis("Sie schloss die Mühle.", "de")) == [("unknown_name", "Karstova")]
    assert codes("names", claim, "en", basis("Sie schloss die Mühle.", "de", before="Karstova sprach.")) == []
    assert codes("names", claim, "en", basis("Sie schloss die Mühle.", "de", title="Karstova und die Mühle")) == []
    said = Statement("Людмила Карстова", None, None, None, "direct", "„Sie“", 0, 5, ((0, 5),), None, None)
    spoken = Basis("article", 0, 22, "Sie schloss die Mühle.", "de", statements=(said,))
    assert codes("names", claim, "en", spoken) == []


def test_faults_next_to_each_other_are_one_name() -> None:
    given_ = basis("Es regnete in Genf.", "de")
    claim = "Rain fell on Ludmila Karstova in Geneva."
    assert codes("names", claim, "en", given_) == [("unknown_name", "Ludmila Karstova")]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("piece", ["1", "1,", "a ", "The ", "9 January ", "drei", "Mc-", "U.", "5 ", "и ", "zweiund"])
def test_long_texts_take_no_longer_than_their_length(check: str, piece: str) -> None:
    text = (piece * 20_000)[:40_000]
    consumed: Iterable[object] = CHECKS[check](Claim(text[:4_000], "de", basis(text, "de")))
    assert isinstance(list(consumed), list)


@pytest.mark.parametrize(
    ("language", "text", "unit"),
    [
        *(("en", text, "dollar") for text in ("$6.3m", "US$6.3m", "NZ$ 5", "USD 5m", "$5-million")),
        *(("en", text, "pound") for text in ("£6.3m", "5 £", "GBP 5", "GBP5m")),
        *(("en", text, "euro") for text in ("€1.2bn", "EUR 5", "EUR5", "5 EUR", "5m euros", "Euro 5")),
        *(("de", text, "euro") for text in ("€ 1,2 Mrd.", "1,2 Mrd. €", "5 Mio. Euro", "EUR 5", "5 EUR")),
        *(("de", text, "franc") for text in ("CHF 5", "5 Mio. CHF", "Fr. 5", "5 Franken")),
        *(("ru", text, "dollar") for text in ("$6,3 млн", "6,3 млн $", "5 млн долларов", "USD 5")),
        *(("ru", text, "rouble") for text in ("300 ₽", "₽300", "5 руб.")),
        *(("uk", text, "hryvnia") for text in ("₴5", "5 млн грн", "UAH 5", "5 гривень")),
    ],
)
def test_a_currency_is_read_before_and_behind_a_number(language: str, text: str, unit: str) -> None:
    assert [one.unit for one in measures(f"{text}.", language)] == [unit]


def test_both_ends_of_a_range_have_the_currency_before_it() -> None:
    assert [one.unit for one in measures("It costs $5-10 million.", "en")] == ["dollar", "dollar"]


@pytest.mark.parametrize(
    ("text", "surely"),
    [
        ("Frau Richter lehnte ab.", ["Richter"]),
        ("Stefanie König gewann.", ["König"]),
        ("Das sagte laut Förster niemand.", ["Förster"]),
        ("Der Richter lehnte ab.", []),
        ("Herr Minister Ellwig kam.", []),
    ],
)
def test_a_german_noun_that_stands_as_a_name_is_one(text: str, surely: list[str]) -> None:
    assert [one.word for one in candidates(text, "de") if one.surely] == surely
