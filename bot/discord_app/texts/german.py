"""What people read in Discord in German."""

from bot.discord_app.texts.form import CommandWords, Texts

TEXTS = Texts(
    language="de",
    thousands=".",
    commands={
        "ask": CommandWords("frage", "Stell den Artikeln eine Frage; jede Antwort zitiert ihre Quellen"),
        "ask.question": CommandWords("frage", "Was du wissen willst, auf Deutsch oder Englisch"),
        "ask.speaker": CommandWords("person", "Nur was diese Person gesagt hat, in jeder Schreibweise des Namens"),
        "ask.since": CommandWords("von", "Nur Artikel ab diesem Tag, zum Beispiel 2022-01-10"),
        "ask.until": CommandWords("bis", "Nur Artikel bis zu diesem Tag, zum Beispiel 2022-01-31"),
        "ask.private": CommandWords("privat", "Nur du siehst die Antwort"),
        "help": CommandWords("hilfe", "Was Beleg macht und wie man fragt"),
        "reindex": CommandWords("einlesen", "Neue und geänderte Artikel einlesen"),
    },
    also_searched="Auch gesucht:",
    also_at="auch bei",
    differs="anders als",
    passage="Stelle",
    waiting="Gerade fragen viele: Du bist Nummer {place} in der Reihe und kommst dran {until}.",
    failures={
        "article_changed": "Der Artikel hat sich seit dieser Antwort geändert; bitte frag noch einmal.",
        "article_gone": "Beleg hat diesen Artikel nicht mehr; bitte frag noch einmal.",
        "bad_question": "Mit dieser Frage kann Beleg nichts anfangen; bitte stell sie anders.",
        "days_swapped": "Der erste Tag, {since}, liegt nach dem letzten, {until}; bitte vertausche die beiden.",
        "empty": "Die Frage ist leer; bitte schreib mindestens ein Wort.",
        "failed": "Das hat nicht geklappt; bitte versuch es noch einmal.",
        "full": "Beleg hat gerade mehr Fragen, als es beantworten kann; bitte frag noch einmal {seconds}.",
        "no_day": "Bei `{option}` steht „{value}“, erwartet wird ein Kalendertag wie 2022-01-31; bitte frag damit noch "
        "einmal.",
        "no_index": "Die Artikel sind gerade nicht da; bitte frag später noch einmal.",
        "not_allowed": "Das können nur Mitglieder mit dem Recht „Server verwalten“.",
        "outdated": "Discord kennt eine ältere Form dieses Befehls; bitte lade Discord neu (Strg+R) und versuch es "
        "noch einmal.",
        "question_too_long": "Die Frage hat {length} Zeichen, Beleg liest höchstens {longest}; bitte frag mit weniger "
        "Worten.",
        "restarting": "Beleg startet gerade neu; bitte frag in einer Minute noch einmal.",
        "servers_only": "Dieser Befehl geht nur auf Servern.",
        "speaker_too_long": "Der Name hat {length} Zeichen, Beleg liest höchstens {longest}; bitte gib nur den Namen "
        "an.",
        "stuck": "Beleg kann die Artikel gerade nicht durchsuchen; bitte frag später noch einmal.",
        "too_many": "Das waren zu viele Fragen in kurzer Zeit; bitte frag wieder {seconds}.",
        "too_many_presses": "Das waren zu viele Knöpfe in kurzer Zeit; bitte drück ihn wieder {seconds}.",
        "too_slow": "Die Antwort hat zu lange gedauert, Beleg hat sie aufgegeben; bitte frag noch einmal.",
    },
    reference="Wenn es wieder passiert, nenn denen, die Beleg betreiben, diese Nummer: {reference}",
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
    reindex_more="und {count} weitere",
    reindex_failed={
        "locked": "Das Einlesen hat nicht begonnen: Ein anderes Programm schreibt gerade in den Index; bitte starte es "
        "später noch einmal.",
        "stopped": "Das Einlesen endete vorzeitig; was schon geschrieben ist, bleibt, bitte starte es noch einmal.",
        "storage": "Das Einlesen ist fehlgeschlagen: Der Index ließ sich nicht schreiben, vielleicht weil die "
        "Festplatte voll ist; was schon geschrieben ist, bleibt.",
        "out_of_memory": "Das Einlesen ist fehlgeschlagen: Es gab zu wenig Arbeitsspeicher; was schon geschrieben ist, "
        "bleibt.",
    },
    reindex_broken="Das Einlesen ist fehlgeschlagen; was schon geschrieben ist, bleibt, bitte starte es noch einmal.",
    help="""**Beleg beantwortet Fragen zu den Artikeln, die es bekommen hat, und belegt jede Antwort:** \
es zitiert wörtlich, sagt, wer es gesagt hat und durch wen, und verlinkt die Quelle.

{ask} `frage: Was sagte Rjabkow?`
{ask} `frage: Wie viele Soldaten stehen an der Grenze?` `von: 2022-01-01`
{ask} `frage: Was ist mit den Gesprächen?` `person: Blinken`

- Frag auf Deutsch oder Englisch; Artikel in anderen Sprachen werden mitgesucht, Namen in jeder Schreibweise.
- Was ein Artikel sagt, steht hinter einem Balken, und klein darunter, wessen Worte es sind.
- `[1]` gehört zur Quelle `[1]` am Ende; **Stelle 1** zeigt das Zitat im Zusammenhang.
- Was in einem Zitat fett steht, ist die Antwort selbst, soweit sie aus wenigen Worten besteht.
- `von` und `bis` nehmen einen Tag wie `2022-01-31`; mit `privat` siehst nur du die Antwort.
- Steht die Antwort nicht in den Artikeln, sagt Beleg das.

{reindex} liest neue und geänderte Artikel ein; dazu braucht es das Recht „Server verwalten“.""",
)
