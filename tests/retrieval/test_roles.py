"""Roles of questions and articles: what a phrase names, and whose words it may ask for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.names.role_matching import Match, matches
from retrieval.names.roles import MAX_CHARACTERS, Role, role

# phrase | offices | places
READ = """
the foreign minister | foreign minister |
Foreign Minister Jack Straw | foreign minister |
Außenminister Steinmeier | foreign minister |
Sergei Riabkov, the deputy foreign minister who leads the team | deputy foreign minister |
polish prime minister | prime-minister | PL
der Innenminister von Baden-Württemberg | interior minister | baden-wurttemberg
des Bundesinnenministers | interior minister | federal
Landesinnenminister | interior minister | state
deutscher Bundesinnenminister | interior minister | DE
Ministerpraesidentin | prime-minister |
us-aussenministerin | foreign minister | US
U.S. Secretary of State Antony Blinken | foreign minister | US
home secretary | interior minister | GB
глава МИД России | foreign minister | RU
главе МИД | foreign minister |
заместителю министра иностранных дел | deputy foreign minister |
заступник міністра закордонних справ | deputy foreign minister |
міністра оборони України | defence minister | UA
le ministre français des affaires étrangères | foreign minister | FR
le ministre de l'intérieur | interior minister |
la porte-parole du gouvernement | government spokesperson |
премьер-министру Польши | prime-minister | PL
Kremlsprecher | presidency spokesperson | RU
Kremlchef | president | RU
Polizeisprecherin | police spokesperson |
Sprecherin der Polizei | police spokesperson |
Vizeregierungssprecher | deputy government spokesperson |
Sprecher des bayerischen Umweltministeriums | environment ministry spokesperson | bavaria
CDU-Chef | head party | cdu
the tory leader | head party | conservatives
Trigema-Chef | head | trigema
Museumsdirektorin | director museum |
Präsident von UP Aerospace | president | up arospace
Bürgermeisterin von Tiefenau Marta Ellwig | mayor | tiefenau
the mayor of Saltmere Jane Doe | mayor | saltmere
WHO-Sprecherin Mia Tal | spokesperson | who
Präsident der Nationalbank | central-bank head |
the governor of the bank of england | central-bank head | GB
the mayor of Dresden | mayor | dresden
Dresden mayor | mayor | dresden
Thüringens Justizminister | justice minister | thuringia
New Yorks Bürgermeister Michael Bloomberg | mayor | new-york
мэр Москвы | mayor | moscow
министр Лавров | minister |
Innensenator | interior minister |
un témoin | witness |
la ministre de la Santé Agnès Buzyn | health minister |
UN-Pressesprecher | spokesperson | UN
the un spokesman | spokesperson | UN
Ex-Kanzler Schröder | chancellor former |
Vize-Außenminister | deputy foreign minister |
Ferrari-Teamchef | head team | ferrari
chief economist | economist |
vice-president | deputy president |
вице-премьер | deputy prime-minister |
официальный представитель МИД России Мария Захарова | foreign ministry spokesperson | RU
Bundesinnenminister Thomas de Maizière | interior minister | federal
Vorsitzender des Bundestags-Innenausschusses | committee head interior parliament | federal
Kanzlerkandidatin | candidate chancellor |
the president's lawyer | lawyer president |
адвокат президента | lawyer president |
union leader | head union |
residents | resident |
the Bishop | bishop |
Richter Breyer | judge |
deutscher Richter | judge | DE
"""

NO_ROLES = (
    "Jack Straw", "Angela Merkel", "Сергей Лавров", "Володимир Зеленський", "Israelis", "the Russians", "die Polen",
    "Bishop", "John Bishop", "Richter", "Gerhard Richter", "Pope", "Larry King", "Franz Kaiser", "Müller",
    "Joachim Banke",
    "Hamburger", "Steinmeier", "Gelsenkirchen", "the plane", "das Abkommen", "Ermittlungen der Polizei", "deputy",
    "the former", "foreign", "Russia", "NATO", "what", "", " ", "?!", "2007", "the", "Lautsprecher", "Einzig Sony",
)  # fmt: skip

# asked | held; "=" is certain, "~" possible, "x" none
PAIRS = """
the foreign minister = Außenminister
the foreign minister = российский министр иностранных дел
the foreign minister = глава МИД России
the foreign minister = Foreign Secretary
the foreign minister = secretary of state
the foreign minister x stellvertretender Außenminister
the foreign minister x Vize-Außenminister
the foreign minister x заместитель министра иностранных дел
the foreign minister x ehemaliger Außenminister
the foreign minister x Außenamtssprecher
the foreign minister x Verteidigungsminister
the foreign minister x minister
the foreign minister x prime minister
the foreign minister x Sprecher des Außenministers
the minister = Außenminister
the minister = міністр оборони
the minister x prime minister
the minister x Ministerpräsident
the minister x Ministeriumssprecher
the russian foreign minister = russischer Außenminister
the russian foreign minister ~ Außenminister
the russian foreign minister x polnischer Außenminister
the russian foreign minister x US-Außenminister
the russian deputy foreign minister = russischer Vizeaußenminister
the russian deputy foreign minister = заместитель главы МИД России
the russian deputy foreign minister ~ deputy foreign minister
the russian deputy foreign minister x russischer Außenminister
polish prime minister = premier ministre polonais
polish prime minister = премьер-министр Польши
polish prime minister = прем'єр-міністр Польщі
polish prime minister ~ Premierminister
polish prime minister x polish foreign minister
polish prime minister x russischer Ministerpräsident
polish prime minister x polnischer Präsident
the prime minister = Ministerpräsidentin
the prime minister x deputy prime minister
the prime minister x former prime minister
the prime minister x minister
the former prime minister = ehemaliger Ministerpräsident
the former prime minister x Ministerpräsident
the italian interior minister = italienischer Innenminister
the italian interior minister x spanischer Innenminister
der Innenminister von Baden-Württemberg = baden-württembergischer Innenminister
der Innenminister von Baden-Württemberg ~ Innenminister
der Innenminister von Baden-Württemberg x Innenminister von Bayern
der Innenminister von Baden-Württemberg x deutscher Innenminister
der Innenminister von Baden-Württemberg x Bundesinnenminister
der deutsche Innenminister = Bundesinnenminister
der deutsche Innenminister x bayerischer Innenminister
der Bundesinnenminister x Landesinnenminister
der Innenminister = Bundesinnenminister
der Innenminister x ehemaliger Innenminister
die Kanzlerin = Bundeskanzlerin
die Kanzlerin = deutsche Bundeskanzlerin
die Kanzlerin x Vizekanzler
die Kanzlerin x Kanzlerkandidatin
die Kanzlerin x Altkanzler
die Kanzlerin x Kanzleramtschef
the german chancellor = Bundeskanzlerin
the german chancellor x österreichischer Bundeskanzler
der Vizekanzler = deutscher Vizekanzler
der Vizekanzler x Bundeskanzler
the chancellor = chancellor of the exchequer
the finance minister = Chancellor of the Exchequer
the american president = US-Präsident
the american president = президент США
the american president ~ president
the american president x ehemaliger US-Präsident
the american president x französischer Präsident
the american president x Präsident von UP Aerospace
the american president x BKA-Präsident
the president = Präsident
the president ~ Präsident des Bundesverfassungsgerichtes
the mayor of Dresden x Oberbürgermeisterin von Köln
the president ~ BDI-Präsident
the president x Ministerpräsident
the president x Vizepräsident
the president x Präsidentschaftskandidat
the president x Sprecher des Präsidenten
the president x the president's wife
le président français = französischer Staatspräsident
президент України = ukrainischer Präsident
президент України x президент России
the russian president = Kremlchef
the kremlin = Kremlsprecher
the kremlin x Regierungssprecher
the kremlin x White House spokesman
the white house = White House spokeswoman
us secretary of state = US-Außenministerin
us secretary of state = государственный секретарь США
us secretary of state = державний секретар США
us secretary of state ~ Außenminister
us secretary of state x russischer Außenminister
us secretary of state x US-Verteidigungsminister
us secretary of state x Staatssekretär
home secretary = britischer Innenminister
home secretary x britischer Außenminister
the defence secretary = Verteidigungsminister
глава МИД = Außenminister
глава МИД = foreign minister
глава МИД x Sprecher des MID
глава МИД x МИД
министр обороны = Verteidigungsminister
министр обороны = міністр оборони
министр обороны x министр энергетики
міністр закордонних справ = ministre des affaires étrangères
міністр закордонних справ x ministre de la défense
le ministre des affaires étrangères = Außenminister
le ministre des affaires étrangères x ministre de l'intérieur
Министр юстиции Конго = Justizminister des Kongo
Министр юстиции Конго ~ Justizminister des Landes
Министр юстиции Конго x bayerische Justizministerin
a police spokesman = Polizeisprecher
a police spokesman = Sprecherin der Polizei
a police spokesman = речник поліції
a police spokesman = porte-parole de la police
a police spokesman ~ представник поліції
a police spokesman ~ Vertreter der Polizei
a police spokesman x Feuerwehrsprecher
a police spokesman x Sprecher
a police spokesman x Polizeichef
a police spokesman x Polizist
the police = Polizei
the police = Polizeisprecher
the police = Sprecher der Polizei
the police ~ Polizeichef
the police x Feuerwehr
the police x Anwältin
the police x Regierungssprecher
the ministry = Außenministerium
the ministry = Sprecher des Umweltministeriums
the ministry x Außenminister
the ministry x Polizeisprecher
the foreign ministry = Außenamtssprecher
the foreign ministry = МИД
the foreign ministry x Verteidigungsministerium
das bayerische Umweltministerium = Sprecher des bayerischen Umweltministeriums
das bayerische Umweltministerium x Sprecher des britischen Umweltministeriums
the government = Regierungssprecher
the government x Minister
the government x Oppositionsführer
the israeli government = israelischer Regierungssprecher
the israeli government x spanische Regierung
the company = Unternehmenssprecherin
the company = Sprecher der Firma
the company x Gewerkschaftschef
the airline = holländische Fluggesellschaft KLM
the airline x Netzbetreiber
the union = Sprecher der Gewerkschaft
the union x Unternehmenssprecherin
union leader = Gewerkschaftschef
union leader x CDU-Chef
union leader x leader
the court = Sprecherin des Gerichts
the court x Staatsanwaltschaft
the constitutional court = Sprecherin des Bundesverfassungsgerichts
the constitutional court x Londoner Gericht
prosecutors = Staatsanwaltschaft Krefeld
prosecutors = Oberstaatsanwältin
prosecutors x Richter am Amtsgericht
Chef der Feuerwehr = fire chief
Chef der Feuerwehr x Polizeichef
Chef der Feuerwehr x Feuerwehrsprecher
the tory leader = leader of the Conservatives
the tory leader x Labour leader
CDU-Chef = CDU-Vorsitzende
CDU-Chef = chairwoman of the CDU
CDU-Chef x SPD-Vorsitzende
CDU-Chef x CDU-Politiker
the party leader = CSU-Vorsitzender
head of the UN = UN-Generalsekretär
head of the UN x UN-Sprecher
head of the UN x NATO-Generalsekretär
the nato secretary general = NATO-Generalsekretär
the nato secretary general ~ NATO-Chef
the nato secretary general x OPEC-Generalsekretär
the mayor of Dresden = Bürgermeister von Dresden
the mayor of Dresden = мэр Дрездена
the mayor of Dresden = Dresdens Oberbürgermeister
the mayor of Dresden ~ Oberbürgermeister
the mayor of Dresden x Bürgermeister von Mexiko-Stadt
the mayor of mexico city = Bürgermeister von Mexiko-Stadt
the mayor of new york = New Yorks Bürgermeister Michael Bloomberg
the mayor x Landrätin
the governor = Gouverneur von Tabasco
the governor x Bürgermeister
ryanair spokeswoman = Ryanair-Sprecherin
ryanair spokeswoman x Lufthansa-Sprecherin
ryanair spokeswoman x Ryanair-Chef
the pope = Papst
the pope = папа римский
the pope x verzichteter Papst
the pope x Bischof
a witness = Augenzeuge
a witness x Anwalt
residents = Anwohner
residents = жители
residents x Polizisten
the lawyer = Anwältin
the lawyer x Richterin
scientists = Geologe
scientists x Journalist
the russian defence ministry = Sprecher des russischen Verteidigungsministeriums
the russian defence ministry x Pentagon-Sprecher
the thai army chief = thailändischer Armeechef
the thai army chief x thailändischer Armeesprecher
the deputy governor of the bank of england = Vizechef der Bank of England
the deputy governor of the bank of england x governor of the bank of england
the central bank governor = Präsident der Nationalbank
the central bank governor x Bankchef
der venezolanische Staatschef = venezolanischer Präsident
serbischer Regierungschef = serbian prime minister
the acting president = kommissarischer Präsident
the acting president x Präsident
the president ~ kommissarischer Präsident
"""

# The same role in two languages.
ALIKE = (
    ("the foreign minister", "министр иностранных дел"), ("the foreign minister", "міністр закордонних справ"),
    ("the foreign minister", "la ministre des affaires étrangères"), ("the foreign minister", "die Außenministerin"),
    ("ukrainian president", "президент Украины"), ("ukrainischer Präsident", "le président ukrainien"),
    ("the police", "полиция"), ("die Polizei", "поліція"), ("the government", "le gouvernement"),
    ("the German government", "правительство Германии"), ("the mayor of Moscow", "мэр Москвы"),
    ("Bürgermeister von Moskau", "мер Москви"), ("le maire de Moscou", "the mayor of Moscow"),
    ("french interior minister", "ministre français de l'intérieur"), ("the journalist", "журналистка"),
    ("Polizeisprecher", "речник поліції"), ("the union", "профсоюз"), ("the coach", "тренер"),
)  # fmt: skip


def _rows(table: str, columns: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    assert all(len(row) == columns for row in rows)
    return rows


def _pairs() -> list[tuple[str, str, Match]]:
    levels = {" = ": Match.CERTAIN, " ~ ": Match.POSSIBLE, " x ": Match.NONE}
    pairs = []
    for line in PAIRS.strip().splitlines():
        sign = next(sign for sign in levels if sign in line)
        asked, held = line.split(sign)
        pairs.append((asked, held, levels[sign]))
    return pairs


def _read(phrase: str, *, office: bool = False) -> Role:
    found = role(phrase, office=office)
    assert found is not None, phrase
    return found


@pytest.mark.parametrize(("phrase", "offices", "place"), _rows(READ, 3))
def test_what_a_phrase_names(phrase: str, offices: str, place: str) -> None:
    assert role(phrase) == Role(frozenset(offices.split()), frozenset({place} if place else ()))


@pytest.mark.parametrize("phrase", NO_ROLES)
def test_names_peoples_and_things_are_no_roles(phrase: str) -> None:
    assert role(phrase) is None


@pytest.mark.parametrize("surname", ["Bishop", "Richter", "König", "Pope"])
def test_a_surname_is_a_role_where_it_is_known_to_be_an_office(surname: str) -> None:
    assert role(surname) is None
    assert role(surname, office=True) is not None


@pytest.mark.parametrize(("asked", "held", "level"), _pairs())
def test_whom_a_role_asks_for(asked: str, held: str, level: Match) -> None:
    assert matches(_read(asked), _read(held, office=True)) is level


def test_the_table_is_balanced() -> None:
    levels = [level for _, _, level in _pairs()]
    assert len(levels) >= 150
    assert 0.45 <= levels.count(Match.NONE) / len(levels) <= 0.6


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_role_is_the_same_in_other_languages(one: str, other: str) -> None:
    assert matches(_read(one), _read(other)) is matches(_read(other), _read(one)) is Match.CERTAIN


WORDS = [
    "the",
    "deputy",
    "Minister",
    "министр",
    "of",
    "der",
    "Polizei-",
    "Sprecher",
    "глава",
    "Bishop,",
    "US",
    "d'État",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)))
@example("-" * 300)
@example("'s l' ’")
@example("Polizei-")
@example("landesregierung" * 20)
@example("chef" * 50)
@example("ǰ\u0345 minister")
def test_any_text_is_read_and_a_role_meets_itself(text: str) -> None:
    for office in (False, True):
        found = role(text, office=office)
        assert found is None or matches(found, found) is Match.CERTAIN


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert role("x " * MAX_CHARACTERS + "minister") is None
    assert role("minister " * 10_000) == role("minister")
