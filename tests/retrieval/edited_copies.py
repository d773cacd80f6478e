"""Invented articles, copies of them as other sites would print them, and articles that only look like copies."""

from __future__ import annotations

import random

PLACES = [
    "Norderwiek",
    "Marlstadt",
    "Altenried",
    "Lindau",
    "Oberhain",
    "Kaltenforst",
    "Westermarsch",
    "Süderoog",
    "Harwell",
    "Brannock",
]
FIRST = [
    "Ilse",
    "Jakob",
    "Carla",
    "Anton",
    "Nadine",
    "Bernd",
    "Mechthild",
    "Lena",
    "Tom",
    "Helen",
    "Daniel",
    "Joanna",
    "Priya",
    "Maeve",
    "Konrad",
    "Vera",
]
LAST = [
    "Brandt",
    "Wendlinger",
    "Behrens",
    "Rieger",
    "Schorn",
    "Kolbe",
    "Ahrens",
    "Storm",
    "Ashby",
    "Okafor",
    "Reyes",
    "Pike",
    "Raman",
    "Dunne",
    "Falk",
]
BODIES = [
    "der Gemeinderat",
    "die Hafenverwaltung",
    "das Umweltamt",
    "der Kreistag",
    "die Feuerwehr",
    "das Landgericht",
    "die Reederei",
    "der Bauausschuss",
    "die Handelskammer",
    "das Schulamt",
    "der Fährverein",
    "die Stadtwerke",
    "das Krankenhaus",
    "die Bahn",
]
THINGS = [
    "die Sanierung der Kaimauer",
    "den Bau der Umgehung",
    "einen neuen Fahrplan",
    "die Miete der Turnhalle",
    "das Freibad",
    "die Brücke am Wehr",
    "den Haushalt",
    "die Pläne für das Theater",
    "eine zweite Kläranlage",
    "den Umzug der Bibliothek",
    "den Ausbau der Radwege",
    "die Pacht der Wiesen",
    "das Feuerwehrhaus",
    "den Kauf von Bussen",
]
ENDS = [
    "beschlossen",
    "abgelehnt",
    "auf das kommende Jahr verschoben",
    "mit knapper Mehrheit gebilligt",
    "vor Gericht gebracht",
    "den Anwohnern vorgestellt",
    "an eine Bedingung geknüpft",
    "ohne Aussprache durchgewinkt",
    "von Fachleuten prüfen lassen",
]
REASONS = [
    "weil die Preise für Stahl gestiegen sind",
    "obwohl das Gutachten noch fehlt",
    "nachdem Anwohner geklagt hatten",
    "bevor die Zuschüsse des Landes verfallen",
    "ohne die Nachbarorte zu fragen",
    "seit ein Leck entdeckt wurde",
    "damit die Arbeiten im Frühjahr beginnen können",
    "weil zwei Firmen abgesagt haben",
]
SAID = [
    "„Wir haben lange genug gewartet“",
    "„Das wird teurer als gedacht“",
    "„Niemand muss sich Sorgen machen“",
    "„Die Zahlen sprechen für sich“",
    "„Ich hätte mir mehr Mut gewünscht“",
    "„Jetzt ist der Bund am Zug“",
    "„So etwas habe ich in dreißig Jahren nicht erlebt“",
    "„Am Ende zählt, was gebaut wird“",
]


def article(draw: random.Random) -> list[str]:
    """Return the paragraphs of an invented article, the first of them its headline."""
    place = draw.choice(PLACES)
    title = f"{place}: {draw.choice(THINGS).split(' ', 1)[1]} {draw.choice(ENDS).split()[-1]}"
    return [title, *(" ".join(_sentence(draw) for _ in range(draw.randint(3, 5))) for _ in range(draw.randint(4, 7)))]


def _sentence(draw: random.Random) -> str:
    person = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    place, number = draw.choice(PLACES), draw.randint(2, 990)
    return draw.choice(
        [
            f"In {place} hat {draw.choice(BODIES)} {draw.choice(THINGS)} {draw.choice(ENDS)}, {draw.choice(REASONS)}.",
            f"{draw.choice(SAID)}, sagte {person} vor {number} Zuhörern in {place}.",
            f"Rund {number} Haushalte in {place} sind betroffen, {draw.choice(REASONS)}, hieß es am Abend.",
            f"{person} aus {place} rechnet mit Kosten von {number} Millionen, {draw.choice(REASONS)}.",
            f"Zuvor hatte {draw.choice(BODIES)} {draw.choice(THINGS)} {draw.choice(ENDS)}, wie {person} erklärte.",
        ]
    )


def copies(original: list[str], draw: random.Random) -> list[str]:
    """Return five edited copies: cut, reordered, under another headline, with typing errors, from another agency."""
    title, *paragraphs = original
    cut = paragraphs[: max(2, round(len(paragraphs) * draw.uniform(0.55, 0.8)))]
    moved = paragraphs[:]
    draw.shuffle(moved)
    agency = [f"({draw.choice(['dpa', 'AFP', 'Reuters'])}) – {paragraphs[0]}", *paragraphs[1:]]
    versions = [
        [title, *cut],
        [title, *moved],
        [f"{draw.choice(LAST)} äußert sich: Was man in {draw.choice(PLACES)} jetzt wissen muss", *paragraphs],
        [title, *(_mistyped(paragraph, draw) for paragraph in paragraphs)],
        [f"Eilmeldung: {title}", *agency, f"Quelle: {draw.choice(['dpa', 'AFP'])}/{draw.choice(LAST)}, 9.1.2022"],
    ]
    return ["\n\n".join(version) for version in versions]


def _mistyped(text: str, draw: random.Random) -> str:
    """Return the text with a letter missing or doubled in every thirtieth word or so."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and draw.random() < 1 / 30:
            at = draw.randrange(1, len(word) - 1)
            words[place] = word[:at] + draw.choice(["", word[at] * 2]) + word[at + 1 :]
    return " ".join(words)


def update(original: list[str], draw: random.Random) -> str:
    """Return another article that repeats two paragraphs of an earlier one as its background."""
    return "\n\n".join([*article(draw), *draw.sample(original[1:], 2)])


def weather(draw: random.Random) -> str:
    """Return one of many weather reports that are filled into the same form."""
    rows = [
        f"In {place} werden heute {draw.randint(-5, 35)} Grad erreicht, der Wind weht mit {draw.randint(5, 90)} "
        f"Kilometern in der Stunde, und die Wahrscheinlichkeit für Regen liegt bei {draw.randint(0, 100)} Prozent."
        for place in PLACES
    ]
    return "\n\n".join(["Das Wetter an der Küste", *rows])


def match(draw: random.Random) -> str:
    """Return one of many reports of a football match that are filled into the same form."""
    home, guest = draw.sample(PLACES, 2)
    one, other = draw.randint(0, 6), draw.randint(0, 6)
    rows = [
        f"{draw.choice(LAST)} traf in Minute {minute} für {draw.choice([home, guest])} vor {draw.randint(90, 999)} "
        "Leuten nach einer Ecke von der rechten Seite."
        for minute in sorted(draw.sample(range(1, 90), 8))
    ]
    return "\n\n".join([f"{home} gegen {guest} endet {one}:{other}", *rows])
