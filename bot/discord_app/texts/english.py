"""What people read in Discord in English."""

from bot.discord_app.texts.form import CommandWords, Texts

TEXTS = Texts(
    language="en",
    thousands=",",
    commands={
        "ask": CommandWords("ask", "Ask the articles a question; every answer quotes its sources"),
        "ask.question": CommandWords("question", "What you want to know, in English or German"),
        "ask.speaker": CommandWords("speaker", "Only what this person said, in any spelling of the name"),
        "ask.since": CommandWords("since", "Only articles published on or after this day, such as 2022-01-10"),
        "ask.until": CommandWords("until", "Only articles published on or before this day, such as 2022-01-31"),
        "ask.private": CommandWords("private", "Show the answer to you alone"),
        "help": CommandWords("help", "What Beleg does and how to ask"),
        "reindex": CommandWords("reindex", "Read new and changed articles"),
    },
    also_searched="Also searched:",
    also_at="also at",
    differs="differs from",
    passage="Passage",
    waiting="Many people are asking at the moment: you're number {place} in line, and it will be your turn {until}.",
    failures={
        "article_changed": "The article has changed since this answer; please ask again.",
        "article_gone": "Beleg no longer holds this article; please ask again.",
        "bad_question": "Beleg can't make anything of this question; please put it another way.",
        "days_swapped": "The first day, {since}, is after the last one, {until}; please swap the two.",
        "empty": "The question is empty; please write at least one word.",
        "failed": "That did not work; please try it again.",
        "full": "Beleg has more questions than it can answer at the moment; please ask again {seconds}.",
        "no_day": "`{option}` is “{value}”, but has to be a calendar day such as 2022-01-31; please ask again "
        "with one.",
        "no_index": "The articles are not there at the moment; please ask again later.",
        "not_allowed": "Only members with the permission “Manage Server” can do this.",
        "outdated": "Your Discord client has an old version of this command; please reload Discord (Ctrl+R) and try "
        "again.",
        "question_too_long": "The question has {length} characters, and Beleg reads {longest} at most; please ask in "
        "fewer words.",
        "restarting": "Beleg is restarting; please ask again in a minute.",
        "servers_only": "This command works on servers only.",
        "speaker_too_long": "The name has {length} characters, and Beleg reads {longest} at most; please give the "
        "name alone.",
        "stuck": "Beleg can't search the articles at the moment; please ask again later.",
        "too_many": "Those were too many questions in a short time; please ask again {seconds}.",
        "too_many_presses": "Those were too many buttons in a short time; please press it again {seconds}.",
        "too_slow": "The answer took too long, so Beleg gave up on it; please ask again.",
    },
    reference="If it happens again, tell whoever runs Beleg this number: {reference}",
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
    reindex_more="and {count} more",
    reindex_failed={
        "locked": "Re-indexing has not begun: another program is writing to the index; please start it again later.",
        "stopped": "Re-indexing ended before it was done; what was written so far is kept, please start it again.",
        "storage": "Re-indexing failed: the index could not be written, perhaps because the disk is full; what was "
        "written so far is kept.",
        "out_of_memory": "Re-indexing failed: there was not enough memory; what was written so far is kept.",
    },
    reindex_broken="Re-indexing failed; what was written so far is kept, please start it again.",
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
