"""The sentences people read in Discord, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences of one language; those with ``{names}`` are filled by `str.format`."""

    language: str
    also_searched: str
    also_at: str
    differs: str
    passage: str
    article_changed: str
    article_gone: str
    cooldown: str
    not_allowed: str
    servers_only: str
    failed: str
    no_index: str
    outdated: str
    reindex_started: str
    reindex_progress: str
    reindex_stages: Mapping[str, str]
    reindex_moved: str
    reindex_running: str
    reindex_done: str
    reindex_nothing: str
    reindex_failures: str
    reindex_more: str
    reindex_failed: str
    reindex_stopped: str
    help: str


ENGLISH = Texts(
    language="en",
    also_searched="Also searched:",
    also_at="also at",
    differs="differs from",
    passage="Passage",
    article_changed="The article has changed since this answer; please ask again.",
    article_gone="Beleg no longer holds this article; please ask again.",
    cooldown="You're asking too fast; please wait {seconds} s.",
    not_allowed="Only members with the permission “Manage Server” can do this.",
    servers_only="This command works on servers only.",
    failed="That did not work; see the log of Beleg (look for {reference}).",
    no_index="The articles are not there at the moment; please tell whoever runs Beleg, or ask again later.",
    outdated="Your Discord client has an old version of this command; please reload Discord (Ctrl+R) and try again.",
    reindex_started="Re-indexing has started…",
    reindex_progress="Re-indexing: {progress}.",
    reindex_stages={
        "files": "{done} of {total} files read",
        "rebuild": "{done} of {total} articles rebuilt",
        "vectors": "{done} of {total} passages made searchable",
    },
    reindex_moved="Continued in a new message below.",
    reindex_running="{who} started a re-index {ago} ago and it is still running ({progress}); please wait for it.",
    reindex_done="Re-indexed in {seconds} s: {added} added, {changed} changed, {unchanged} unchanged, "
    "{removed} removed, {failed} failed.",
    reindex_nothing="There is nothing to index yet: whoever runs Beleg names the articles once with "
    "`beleg index FOLDER`.",
    reindex_failures="Not read (their last good version stays):",
    reindex_more="and {count} more, see the log",
    reindex_failed="Re-indexing failed: {reason}",
    reindex_stopped="Re-indexing ended before it was done; what was written so far is kept, please start it again.",
    help="""**Beleg answers questions about the articles it was given, and proves every answer:** \
it quotes word for word, says who said it and through whom, and links the source.

{ask} `question: What did Ryabkov say?`
{ask} `question: How many troops are near the border?` `since: 2022-01-01`
{ask} `question: What about the talks?` `speaker: Blinken`

- Ask in English or German; articles in other languages are searched too, and names in every spelling.
- What an article says stands behind a bar, and below it in small print whose words they are.
- `[1]` belongs to the source `[1]` at the end; **Passage 1** shows the quotation where it stands.
- Words in bold inside a quotation are the answer itself, as far as a few words are.
- `since` and `until` take a day such as `2022-01-31`; `private` shows the answer to you alone.
- If the articles do not hold the answer, Beleg says so.

{reindex} reads new and changed articles; it needs the permission “Manage Server”.""",
)

GERMAN = Texts(
    language="de",
    also_searched="Auch gesucht:",
    also_at="auch bei",
    differs="anders als",
    passage="Stelle",
    article_changed="Der Artikel hat sich seit dieser Antwort geändert; bitte frag noch einmal.",
    article_gone="Beleg hat diesen Artikel nicht mehr; bitte frag noch einmal.",
    cooldown="Das waren viele Fragen in kurzer Zeit; bitte warte {seconds} s.",
    not_allowed="Das können nur Mitglieder mit dem Recht „Server verwalten“.",
    servers_only="Dieser Befehl geht nur auf Servern.",
    failed="Das hat nicht geklappt; warum, steht im Protokoll von Beleg (suche nach {reference}).",
    no_index="Die Artikel sind gerade nicht da; bitte sag es denen, die Beleg betreiben, oder frag später noch einmal.",
    outdated="Discord kennt eine ältere Form dieses Befehls; bitte lade Discord neu (Strg+R) und versuch es noch "
    "einmal.",
    reindex_started="Die Artikel werden neu eingelesen…",
    reindex_progress="Einlesen: {progress}.",
    reindex_stages={
        "files": "{done} von {total} Dateien gelesen",
        "rebuild": "{done} von {total} Artikeln neu verarbeitet",
        "vectors": "{done} von {total} Stellen suchbar gemacht",
    },
    reindex_moved="Weiter geht es unten in einer eigenen Nachricht.",
    reindex_running="{who} hat das Einlesen vor {ago} gestartet, und es läuft noch ({progress}); bitte warte darauf.",
    reindex_done="Eingelesen in {seconds} s: {added} neu, {changed} geändert, {unchanged} unverändert, "
    "{removed} entfernt, {failed} fehlgeschlagen.",
    reindex_nothing="Es gibt noch nichts einzulesen: Wer Beleg betreibt, nennt die Artikel einmal mit "
    "`beleg index ORDNER`.",
    reindex_failures="Nicht gelesen (ihre letzte gute Fassung bleibt):",
    reindex_more="und {count} weitere, siehe Protokoll",
    reindex_failed="Das Einlesen ist fehlgeschlagen: {reason}",
    reindex_stopped="Das Einlesen endete vorzeitig; was schon geschrieben ist, bleibt, bitte starte es noch einmal.",
    help="""**Beleg beantwortet Fragen zu den Artikeln, die es bekommen hat, und belegt jede Antwort:** \
es zitiert wörtlich, sagt, wer es gesagt hat und durch wen, und verlinkt die Quelle.

{ask} `question: Was sagte Rjabkow?`
{ask} `question: Wie viele Soldaten stehen an der Grenze?` `since: 2022-01-01`
{ask} `question: Was ist mit den Gesprächen?` `speaker: Blinken`

- Frag auf Deutsch oder Englisch; Artikel in anderen Sprachen werden mitgesucht, Namen in jeder Schreibweise.
- Was ein Artikel sagt, steht hinter einem Balken, und klein darunter, wessen Worte es sind.
- `[1]` gehört zur Quelle `[1]` am Ende; **Stelle 1** zeigt das Zitat im Zusammenhang.
- Was in einem Zitat fett steht, ist die Antwort selbst, soweit sie aus wenigen Worten besteht.
- `since` und `until` nehmen einen Tag wie `2022-01-31`; mit `private` siehst nur du die Antwort.
- Steht die Antwort nicht in den Artikeln, sagt Beleg das.

{reindex} liest neue und geänderte Artikel ein; dazu braucht es das Recht „Server verwalten“.""",
)

# The descriptions in Discord's command picker, at most 100 characters each.
DESCRIPTIONS: Mapping[str, str] = {
    "Ask the articles a question; every answer quotes its sources": "Stell den Artikeln eine Frage; jede Antwort "
    "zitiert ihre Quellen",
    "What you want to know, in English or German": "Was du wissen willst, auf Deutsch oder Englisch",
    "Only what this person said, in any spelling of the name": "Nur was diese Person gesagt hat, in jeder "
    "Schreibweise des Namens",
    "Only articles published on or after this day, such as 2022-01-10": "Nur Artikel ab diesem Tag, zum Beispiel "
    "2022-01-10",
    "Only articles published on or before this day, such as 2022-01-31": "Nur Artikel bis zu diesem Tag, zum Beispiel "
    "2022-01-31",
    "Show the answer to you alone": "Nur du siehst die Antwort",
    "Read new and changed articles": "Neue und geänderte Artikel einlesen",
    "What Beleg does and how to ask": "Was Beleg macht und wie man fragt",
}


def in_language(language: str) -> Texts:
    """Return the sentences for an ISO 639-1 code or a Discord locale such as ``en-GB``; English for all but German."""
    return GERMAN if language.partition("-")[0] == "de" else ENGLISH
