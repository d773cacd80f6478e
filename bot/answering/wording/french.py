"""Answers in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from bot.answering.wording.base import Counted, Wording
from retrieval.datatypes import Reason, Stance


class French(Wording):
    """French."""

    months = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")
    marks = (("«\u202f", "\u202f»"), ("“", "”"))
    languages: ClassVar[Mapping[str, str]] = {
        "de": "allemand",
        "en": "anglais",
        "fr": "français",
        "ru": "russe",
        "uk": "ukrainien",
        "es": "espagnol",
        "it": "italien",
        "pl": "polonais",
    }
    reported_in = "Aussi rapporté en {languages}\u202f:"
    conjunction = "et"
    ask_instead = "Tu peux demander\u202f:"
    reported = "discours indirect"
    stances: ClassVar[Mapping[Stance, str]] = {"denied": "dément", "rumour": "selon la rumeur"}
    not_said = "texte de l’article"
    nameless = "cité, locuteur non nommé à proximité"
    also_at = "aussi"
    differs = "diffère de"
    searched = "recherché"
    goes_on = "la phrase continue"
    found = "{statements} dans {articles}"
    meant = "Pour {name}\u202f:"
    namesakes = "Plusieurs personnes portent ce nom : {names}."
    elsewhere = "Propos de {name} sur d’autres sujets\u202f:"
    statements = Counted("1 déclaration", "{n} déclarations")
    articles = Counted("1 article", "{n} articles")
    named = "«\u202f{name}\u202f»"
    unnamed = "ce nom"
    did_you_mean = " Vouliez-vous dire {names}\u202f?"
    either = "ou"
    mentions = Counted("Un article mentionne", "{n} articles mentionnent", none="Les articles mentionnent")
    since = " à partir du {day}"
    until = " jusqu’au {day}"
    on_day = " du {day}"
    limited = "Dans les articles{since}{until}\u202f:"
    reports_differ = "Les articles divergent :"
    without_day = "Sans date"
    further = Counted("et 1 autre", "et {n} autres")
    undated = Counted(" Un article sans date a été laissé de côté.", " {n} articles sans date ont été laissés de côté.")
    on_this = " à ce sujet"
    nearest = " Le plus proche\u202f: {article}."
    carried = "Toujours au sujet de {names}\u202f:"
    understood = "Compris ainsi\u202f: {question}, reformulé par {model}"
    translated = "traduit par {model}, vérifié par Beleg\u202f: {text}"
    worded = "formulé par {model}, vérifié par Beleg"
    left_out = Counted("1 phrase écartée", "{n} phrases écartées")
    verdicts: ClassVar[Mapping[str, str]] = {
        "supported": "confirmé",
        "contradicted": "contredit",
        "attributed": "attribué autrement",
        "not_found": "introuvable",
        "not_checked": "non vérifié",
    }
    faults: ClassVar[Mapping[str, str]] = {
        "form": "une forme non admise",
        "form.question": "une question, qui n’affirme rien",
        "form.too_long": "plus de caractères qu’on n’en vérifie",
        "form.empty": "pas de mots",
        "evidence": "des mots absents de l’article",
        "numbers": "un nombre que l’article ne donne pas",
        "calendar": "une date que l’article ne donne pas",
        "units": "une autre unité ou monnaie que dans l’article",
        "names": "un nom que l’article ne donne pas à cet endroit",
        "attribution": "un propos sans son auteur",
        "attribution.wrong_speaker": "un autre locuteur que dans l’article",
        "attribution.rumour_as_fact": "une rumeur présentée comme un fait",
        "denial": "un démenti perdu ou ajouté",
        "negation": "une négation perdue, ajoutée ou déplacée",
        "modality": "de l’incertain donné pour certain, ou l’inverse",
        "extremes": "une autre ampleur ou un autre sens que dans l’article",
        "support": "des mots que l’article n’étaye pas",
        "support.opposite": "le contraire de ce que dit l’article",
        "support.roles": "des noms intervertis",
        "contradiction": "une contradiction avec une autre phrase",
        "failed": "une phrase qui n’a pas pu être vérifiée",
        "language": "une langue que Beleg ne sait pas vérifier",
    }
    abstentions: ClassVar[Mapping[Reason, str]] = {
        "no_articles": "Il n’y a pas encore d’articles. «\u202fbeleg index DOSSIER\u202f» en ajoute.",
        "unknown_name": "Aucun article ne mentionne {name}{searched}.{did_you_mean}",
        "no_statement": "Aucun article ne cite {name}{on_this}.",
        "name_but_not_topic": "{mentions}, mais je n’y ai rien trouvé qui réponde à cette question.{nearest}",
        "outside_dates": "Je n’ai pas trouvé de réponse dans les articles{since}{until}.{undated}",
        "who_is_meant": "Je ne sais pas qui est {name}, car je lis chaque question séparément. Redemandez en donnant le"
        " nom.",
        "nothing_more": "Les articles ne contiennent rien de plus à ce sujet.",
        "not_in_articles": "Je n’ai rien trouvé dans les articles qui réponde à cette question.{nearest}"
        " Interrogez-moi sur une personne, un lieu ou un événement des articles.",
    }
