"""Invented stories for the pages of `news_sites`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    language: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "\n".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)


def _story(language: str, text: str) -> Story:
    """Return the story of a text whose paragraphs are separated by blank lines, the title first."""
    title, *paragraphs = (" ".join(block.split()) for block in text.strip().split("\n\n"))
    return Story(language, title, tuple(paragraphs))


HARBOUR = _story(
    "de",
    """
    Hafen von Norderwiek bleibt bis Montag geschlossen

    Der Hafen von Norderwiek bleibt nach dem Sturm der vergangenen Nacht mindestens bis Montag gesperrt. Das teilte die
    Hafenverwaltung am Sonntagabend mit. Drei Kräne seien beschädigt, an zwei Liegeplätzen müsse die Kaimauer untersucht
    werden.

    „Größere Schiffe können im Augenblick nicht anlegen“, sagte Hafenmeisterin Ilse Brandt vor Journalisten. Taucher
    sollen die Fundamente prüfen, sobald sich die Strömung beruhigt hat. Mit einem Ergebnis rechnet sie frühestens in
    zwei Tagen.

    Die Fährlinie nach Süderoog hat ihren Betrieb eingestellt. Rund vierhundert Reisende übernachteten in der Turnhalle
    der Gesamtschule, wo das Rote Kreuz Betten aufgestellt hatte. Wer weiterreisen will, kann einen Bus bis zum Anleger
    in Westermarsch nehmen.

    Die Reederei rechnet mit einem Schaden von mehreren Millionen Euro. Eine Sprecherin erklärte, man werde die Kunden
    entschädigen, deren Fracht verdorben sei.
    """,
)

BRIDGE = _story(
    "en",
    """
    Engineers find cracks in the old Tarn bridge

    The bridge across the river Tarn at Millbrook will stay shut for at least six weeks after inspectors discovered
    cracks in four of its steel hangers. Drivers face a detour of almost twenty miles through the hills.

    Helen Okafor, the county's chief engineer, said the damage was older than anyone had expected. "We are looking at
    years of wear that no earlier survey reported," she told a meeting in the town hall on Tuesday night.

    Shopkeepers on the eastern bank fear for their trade. Half of their customers come from the other side, according to
    the local chamber of commerce, which has asked the county for a temporary footbridge.

    The county expects to spend four million on the repair. Work is due to begin as soon as the new hangers arrive from
    a foundry in the north of the country.
    """,
)

THEATRE = _story(
    "de",
    """
    Stadttheater Lindau sucht eine neue Intendanz

    Nach zwölf Jahren verlässt Intendant Jakob Wendlinger das Stadttheater zum Ende der kommenden Spielzeit. Er wolle
    wieder selbst inszenieren, begründete der Sechzigjährige seinen Schritt am Donnerstag vor dem Ensemble.

    Der Kulturausschuss will die Stelle noch vor dem Sommer ausschreiben. Die Vorsitzende Mechthild Ahrens betonte, dass
    das Haus alle drei Sparten behalten werde. An Schließungen denke niemand.

    Unter Wendlinger hatte sich die Zahl der Abonnements beinahe verdoppelt. Besonders die Reihe mit Stücken aus
    Nachbarländern fand weit über die Stadt hinaus Beachtung und brachte dem Haus zwei Preise ein.

    Offen ist, wer die Sanierung des Bühnenturms begleiten soll. Die Arbeiten beginnen im Herbst und dauern nach Angaben
    des Bauamts anderthalb Jahre.
    """,
)

ELECTION = _story(
    "en",
    """
    Mayor of Port Ellery holds on by ninety votes

    Mayor Daniel Reyes has won a second term in Port Ellery by the smallest margin in the history of the city. Ninety
    votes separated him from his rival Joanna Pike when the last box had been counted early on Monday.

    Pike conceded but said her party would ask for a recount in two districts where machines had failed during the
    afternoon. The electoral office confirmed that both districts had switched to paper for about an hour.

    Turnout rose to sixty-one percent, nine points more than four years ago. Young voters in particular queued late into
    the evening, and some polling stations ran out of ballot papers before eight o'clock.

    Reyes promised to build two thousand flats and to keep bus fares where they are. "A narrow win is still a duty to
    everyone," he said from the steps of the old customs house.
    """,
)

WOLVES = _story(
    "de",
    """
    Wolfsrudel zieht im Kaltenforst Junge auf

    Im Kaltenforst leben wieder Wölfe. Eine Kamera der Forstverwaltung hat im Juni fünf Welpen aufgenommen, wie das
    Umweltamt jetzt bekannt gab. Es ist der erste Nachweis eines Rudels in diesem Landkreis seit über hundert Jahren.

    Schäfer Anton Rieger aus Oberhain sieht die Nachricht mit Sorge. Er habe bereits einen festen Zaun bestellt, warte
    aber seit Wochen auf die Zusage, dass das Land die Hälfte der Kosten trägt.

    Die Biologin Carla Behrens rät zur Gelassenheit. Die Tiere ernährten sich fast nur von Rehen und Wildschweinen, und
    wer seine Herde mit Strom und Hunden schütze, habe wenig zu befürchten.

    Spaziergänger sollen auf den Wegen bleiben und Hunde anleinen. Das Amt plant im September einen Abend, an dem
    Fachleute die Fragen der Anwohner beantworten.
    """,
)

RAILWAY = _story(
    "en",
    """
    Night trains return to the northern line after a decade

    Passengers will again be able to fall asleep in the capital and wake up by the sea. The state railway announced that
    two sleeper trains a week will run on the northern line from the first weekend of May.

    Tickets go on sale in February and start at thirty-nine for a reclining seat. A bed in a cabin for four costs
    eighty-five, and families can book a whole compartment with a door that connects to the next.

    The service was abandoned ten years ago because the carriages were worn out. Seventeen of them have been rebuilt
    in a workshop near Brannock, where apprentices stripped out the old panels and laid new floors.

    Campaigners who had collected fifty thousand signatures called the decision overdue. Their spokeswoman Maeve Dunne
    said she had already packed her bag.
    """,
)

WATER = _story(
    "de",
    """
    Trinkwasser in Altenried muss abgekocht werden

    In Altenried und drei Nachbarorten sollen die Menschen ihr Leitungswasser bis auf Weiteres abkochen. Bei einer
    Kontrolle fand das Labor des Zweckverbands am Freitag Keime, die nach starkem Regen in einen Brunnen gelangt sind.

    Betroffen sind nach Angaben von Verbandschef Bernd Kolbe etwa siebentausend Haushalte. Zum Duschen und Putzen könne
    das Wasser weiterhin benutzt werden, zum Zähneputzen besser nicht.

    Die Gemeinde verteilt an der Feuerwache kostenlos Flaschen. Für Pflegeheime und die Klinik fährt das Technische
    Hilfswerk Tanks heran, die aus dem Netz der Kreisstadt gefüllt werden.

    Der Verband spült nun die Leitungen und gibt Chlor hinzu. Frühestens Mitte der Woche liegen neue Proben vor, drei
    Tage hintereinander müssen sie sauber sein.
    """,
)

MUSEUM = _story(
    "en",
    """
    Stolen clock comes home to the Harwell museum

    A silver table clock that vanished from the Harwell museum in the winter of 1987 is back in its case. A retired
    plumber found it behind a boiler in a house that he was clearing for a friend.

    Curator Priya Raman recognised the piece at once from a scratch on its left foot. She said the movement had survived
    the years in the cellar surprisingly well and needed little more than oil.

    Nobody was ever charged with the theft, and the police say that they will not open the file again. The insurers, who
    paid out at the time, have agreed to leave the clock where it is in return for a small annual fee.

    Visitors can see it from Saturday in the room on the first floor, beside the letter in which the maker asks his
    customer, for the third time, to pay his bill.
    """,
)

PORT = _story(
    "ru",
    """
    Порт Северной гавани закрыт до понедельника

    Порт Северной гавани останется закрытым по крайней мере до понедельника, сообщила администрация. Ночной шторм
    повредил три крана и часть причальной стенки, которую теперь осматривают водолазы.

    «Большие суда сейчас подойти не могут», — сказала начальник порта Ильза Брандт журналистам. По её словам, первые
    результаты осмотра будут готовы не раньше чем через два дня.

    Паромное сообщение с островом прекращено. Около четырёхсот пассажиров провели ночь в спортивном зале школы, где
    спасатели поставили кровати и раздали горячую еду.

    Судоходная компания оценивает ущерб в несколько миллионов. Она обещает возместить убытки клиентам, чей груз
    испорчен, и просит их сохранить все документы.
    """,
)

STRIKE = _story(
    "de",
    """
    Busfahrer in Marlstadt legen für zwei Tage die Arbeit nieder

    In Marlstadt fahren am Mittwoch und Donnerstag keine Stadtbusse. Die Gewerkschaft hat die siebenhundert
    Beschäftigten der Verkehrsbetriebe zum Streik aufgerufen, nachdem auch die vierte Runde der Verhandlungen ohne
    Ergebnis geblieben war.

    Verhandlungsführerin Nadine Schorn verlangt kürzere Schichten und mindestens elf Stunden Ruhe dazwischen. „Wer um
    vier Uhr aufsteht, darf nicht bis Mitternacht gefahren sein“, sagte sie.

    Der Vorstand der Verkehrsbetriebe nannte den Ausstand unverhältnismäßig. Man habe ein Angebot vorgelegt, das den
    Haushalt der Stadt bereits bis an die Grenze belaste.

    Schüler sollen nach dem Willen des Schulamts von zu Hause aus lernen können. Taxis dürfen an beiden Tagen die
    Busspuren benutzen, und an den Bahnhöfen stehen zusätzliche Leihräder bereit.
    """,
)
