"""/articles: adding, listing, showing, removing and reading, on a real index with real runs of the command."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord import Env
from simcord.components import COMPONENTS_V2_FLAG, validate_components, walk_components

from bot.discord_app.client import BelegBot
from bot.discord_app.features.articles.reports import Finished, Refused, result
from bot.discord_app.index_process import Ended, FailedArticle, IndexedArticle, IndexOutcome, IndexRun, Kind
from bot.discord_app.markdown import length
from bot.discord_app.texts import ENGLISH, LANGUAGES, Texts
from bot.sent import SentProblem
from bot.state.runs import BegunRun
from retrieval.errors import ArticleProblem
from retrieval.store import open_catalog
from tests.bot.articles_world import HARBOUR, MOST, NOW, Guild, Place, buttons, message, rows, speak, texts
from tests.bot.discord_world import citation
from tests.retrieval.pdf_files import pdf_file

QUAY = b"Quay repaired\n\nThe quay of Port Ember was repaired in May."


@pytest.fixture
def place(working_folder: Path) -> Place:
    return Place(working_folder)


@pytest.fixture
def simcord_bot(place: Place) -> BelegBot:
    return place.bot()


@pytest.fixture
def guild(simcord_env: Env) -> Guild:
    return Guild(simcord_env)


async def sent(guild: Guild, *files: tuple[str, bytes], addresses: str = "", whose: str = "everybody") -> Any:
    """Send the form of /articles add; return the message that its sender sees."""
    form = await guild.manager.slash(guild.channel, "articles add")
    assert form.modal is not None
    values: dict[str, Any] = {"addresses": addresses, "whose": whose}
    if files:
        values["files"] = list(files)
    ended = await guild.manager.submit_modal(form, values)
    assert ended.ephemeral
    return ended.response


async def test_a_refresh_ends_with_what_changed_by_title(guild: Guild, place: Place) -> None:
    place.write("harbour.md", HARBOUR.format("It was built in 1912. It is made of stone."))
    place.write("new.txt", "Storm\n\nA storm hit the coast.")
    ended = await guild.manager.slash(guild.channel, "articles refresh")
    assert not ended.ephemeral
    shown = texts(ended.response)
    assert shown.startswith("### 3 articles are up to date\n**+1** new · **~1** changed · 1 unchanged · ")
    assert "> **+** Storm\n> **~** Harbour council meets · Ember Post · 10 Jan 2022 · 2 sentences changed" in shown
    pressed = await guild.member.click(message(ended), label="Show changes")
    assert pressed.ephemeral
    assert "Storm" in texts(pressed.response)
    assert "Harbour council meets" in texts(pressed.response)


async def test_a_rehearsal_tells_the_same_and_changes_nothing(guild: Guild, place: Place) -> None:
    place.write("new.txt", "Storm\n\nA storm hit the coast.")
    ended = await guild.manager.slash(guild.channel, "articles refresh", rehearse=True)
    assert texts(ended.response).startswith("### What reading the articles would change\n**+1** new · 2 unchanged")
    assert "> **+** Storm" in texts(ended.response)
    assert buttons(ended.response) == {}
    assert "Storm" not in place.titles()


async def test_what_failed_is_tried_again_by_a_button(guild: Guild, place: Place) -> None:
    place.write("fog.md", "")
    ended = await guild.manager.slash(guild.channel, "reindex")
    assert "**1 could not be read**\n**Fog over the port** is empty; send a file with a text in it. " in texts(
        ended.response
    )
    assert "Its last good version can still be found." in texts(ended.response)
    place.write("fog.md", "---\ntitle: Fog again\n---\nNo ship left the port on Friday.")
    again = await guild.manager.click(message(ended), label="Try again")
    assert "> **~** Fog again" in texts(again.response)
    assert place.reindexer.commands[-1][-1] == "--retry"


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=lambda words: words.language)
async def test_each_thing_that_cannot_be_added_has_its_sentence(
    guild: Guild, place: Place, words: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(words.language, monkeypatch)
    files = [
        ("good.txt", QUAY),
        ("tool.exe", b"MZ"),
        ("empty.txt", b""),
        ("long.txt", b"x" * (MOST + 1)),
        ("broken.pdf", pdf_file([["Dam"]])[:300]),
        ("zip.txt", b"PK\x03\x04 something"),
        ("fog copy.md", (place.articles / "fog.md").read_bytes()),
    ]
    told = texts(await sent(guild, *files, addresses="http://127.0.0.1:1/a\nhtp:/nowhere"))
    problems = {
        "tool.exe": "wrong_kind",
        "empty.txt": "empty",
        "long.txt": "too_large",
        "broken.pdf": "damaged",
        "zip.txt": "binary",
        "htp:/nowhere": "bad_address",
        "127.0.0.1:1/a": "private_address",
    }
    for name, problem in problems.items():
        sentence = words.articles.problems[problem].format(most="100 kB")  # type: ignore[index]
        assert f"**{name}** {sentence}" in told.replace("\\", "")
    assert "**fog copy.md** " + words.articles.twice.format(title="Fog over the port") in told
    assert words.articles.not_read.many.format(count="8") in told
    assert "> **+** Quay repaired" in told
    assert "Quay repaired" in place.titles()
    for secret in (str(place.settings.data_dir), "Error", "max_bytes"):
        assert secret not in told
    assert len(list((place.settings.data_dir / "sent" / "_shared").glob("*.txt"))) == 1, "only what is an article stays"


async def test_what_was_sent_twice_is_named_once(guild: Guild, place: Place) -> None:
    first = await sent(guild, ("a.txt", QUAY))
    assert "1 article was taken in" in texts(first)
    again = await sent(guild, ("b.txt", QUAY))
    assert "Nothing was taken in" in texts(again)
    assert "**b.txt** is already among the articles, as “Quay repaired”." in texts(again)


async def test_what_was_sent_outlives_the_index(guild: Guild, place: Place) -> None:
    await sent(guild, ("../../evil @everyone.txt", QUAY))
    place.forget_index()
    place.index()
    assert "Quay repaired" not in place.titles()
    await guild.manager.slash(guild.channel, "articles refresh")
    assert "Quay repaired" in place.titles()


async def test_the_menu_of_a_message_takes_in_what_it_brings(guild: Guild, place: Place) -> None:
    brought = await guild.member.send(
        guild.channel, "Read **this**: <http://127.0.0.1:1/a>.", attachments=[("q.txt", QUAY)]
    )
    ended = await guild.manager.context_menu(guild.channel, "Index this article", brought)
    assert ended.ephemeral
    assert "> **+** Quay repaired" in texts(ended.response)
    assert "**127.0.0.1:1/a** leads into a private network" in texts(ended.response).replace("\\", "")
    nothing = await guild.member.send(guild.channel, "Hello")
    refused = await guild.manager.context_menu(guild.channel, "Index this article", nothing)
    assert texts(refused.response).startswith("There is nothing to read")


async def test_the_list_has_pages_and_a_search(guild: Guild, place: Place) -> None:
    for number in range(18):
        place.write(f"{number}.txt", f"Day {number}\n\nIt rained for {number} hours in Port Ember.")
    place.index()
    first = await guild.member.slash(guild.channel, "articles list")
    assert first.ephemeral
    assert texts(first.response).startswith("### 20 articles\n")
    assert "Page 1 of 3" in texts(first.response)
    await guild.env.restart_bot(place.bot())
    second = await guild.member.click(message(first), label="Next")
    assert list(buttons(second.response)) == ["Back", "Next"]
    assert "Page 2 of 3" in texts(second.response)
    found = await guild.member.slash(guild.channel, "articles list", search="FOG salt")
    assert texts(found.response).startswith("### 1 article with “FOG salt”\n**Fog over the port**\n-# Salt News")
    none = await guild.member.slash(guild.channel, "articles list", search="`@everyone`")
    assert texts(none.response) == "No article fits."


async def test_one_article_is_shown_with_its_history(guild: Guild, place: Place) -> None:
    [choice] = await guild.member.autocomplete(guild.channel, "articles show", "article", "harb")
    assert choice["name"] == "Harbour council meets · Ember Post · 2022-01-10"
    place.write("harbour.md", HARBOUR.format("It was built in 1912."))
    place.index()
    place.write("harbour.md", "")
    place.index()
    shown = await guild.member.slash(guild.channel, "articles show", article=choice["value"])
    told = texts(shown.response)
    assert "### Harbour council meets\n-# Ember Post · published 10 Jan 2022" in told
    assert "harbour.md: is empty; send a file with a text in it. It has been so since <t:" in told
    assert "Version 2, read <t:" in told
    assert buttons(shown.response) == {}
    unknown = await guild.member.slash(guild.channel, "articles show", article="no such thing")
    assert texts(unknown.response).startswith("There is no such article")


async def test_an_article_is_removed_with_what_was_sent_of_it(guild: Guild, place: Place) -> None:
    await sent(guild, ("a.txt", QUAY))
    with open_catalog(place.settings.data_dir) as catalog:
        article = catalog.articles([place.ident("Quay repaired")])[place.ident("Quay repaired")]
    quoted = citation(1, "The quay of Port Ember was repaired in May.", article)
    keep = partial(place.state().answers.keep, channel=guild.channel.id, server=None, asker=guild.member.id)
    for number in range(3):
        keep([number], language="en", reason=None, citations=[quoted])
    asked = await guild.manager.slash(guild.channel, "articles remove", article="Quay repaired")
    assert texts(asked.response).startswith("### Remove “Quay repaired”?")
    assert "3 answers quote it." in texts(asked.response)
    kept = await guild.manager.click(message(asked), label="Keep it")
    assert texts(kept.response) == "“Quay repaired” stays"
    asked = await guild.manager.slash(guild.channel, "articles remove", article="Quay repaired")
    gone = await guild.manager.click(message(asked), label="Remove")
    assert texts(gone.response) == "### “Quay repaired” was removed"
    assert "Quay repaired" not in place.titles()
    assert list((place.settings.data_dir / "sent" / "_shared").glob("*.txt")) == []
    back = await sent(guild, ("a.txt", QUAY))
    assert "**a.txt** was removed on purpose and stays out." in texts(back)


async def test_a_page_that_could_not_be_reached_is_kept_and_tried_again(guild: Guild, place: Place) -> None:
    told = await sent(guild, addresses="https://no-such-host.invalid/a")
    assert "**no-such-host.invalid/a** is on a server that doesn't exist" in texts(told).replace("\\", "")
    again = await guild.manager.click(told, label="Try again")
    assert again.ephemeral
    assert "**1 could not be read**" in texts(again.response)
    assert place.sent.sources()[""][1:] == ["https://no-such-host.invalid/a"]


FORGED = ["articles add", "articles remove", "articles refresh", "reindex"]


@pytest.mark.parametrize("command", FORGED)
async def test_a_member_may_not_change_articles_whatever_their_client_sends(
    guild: Guild, place: Place, command: str
) -> None:
    for known in guild.env.backend.commands[None].values():
        known["default_member_permissions"] = None
    options = {"article": "Fog"} if command == "articles remove" else {}
    refused = await guild.member.slash(guild.channel, command, **options)
    assert (refused.ephemeral, refused.modal) == (True, None)
    assert texts(refused.response) == ENGLISH.failures["not_allowed"]
    assert place.reindexer.commands == []


async def test_a_member_may_press_no_button_that_changes_articles(guild: Guild, place: Place) -> None:
    place.write("fog.md", "")
    ended = await guild.manager.slash(guild.channel, "articles refresh")
    refused = await guild.member.click(message(ended), label="Try again")
    assert (refused.ephemeral, texts(refused.response)) == (True, ENGLISH.failures["not_allowed"])
    assert len(place.reindexer.commands) == 1


async def test_a_run_that_was_cut_off_is_told_of_where_it_was_begun(guild: Guild, place: Place) -> None:
    runs = place.state().runs
    runs.begin(channel=guild.channel.id, person=guild.manager.id)
    runs.begin(channel=1, person=guild.manager.id)
    await guild.env.restart_bot(place.bot())
    [notice] = guild.channel.history()
    assert texts(notice).startswith("Reading articles, begun <t:1600000000:R>, was cut off")
    assert runs.unfinished() == []
    assert buttons(notice) == {"Start again": "articles:again"}
    again = await guild.manager.click(notice, label="Start again")
    assert texts(again.response).startswith("### 2 articles are up to date")


async def test_a_run_is_noted_while_it_goes_and_forgotten_when_its_end_was_shown(
    guild: Guild, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[BegunRun] = []
    real = place.reindexer._ran

    async def ran(run: IndexRun | None, *arguments: str) -> Ended:
        while not noted:  # it is noted as soon as it has begun
            await asyncio.sleep(0)
            noted.extend(place.state().runs.unfinished())
        return await real(run, *arguments)

    monkeypatch.setattr(place.reindexer, "_ran", ran)
    await guild.manager.slash(guild.channel, "articles refresh")
    assert [(one.channel, one.person, one.at) for one in noted] == [(guild.channel.id, guild.manager.id, NOW)]
    assert place.state().runs.unfinished() == []


HOSTILE = "@everyone **x** ||y|| `z` [a](https://evil.example) <@1> \u202e </ask:1> <t:1:R> # 👹"


async def test_hostile_names_are_shown_as_they_are(guild: Guild, place: Place) -> None:
    place.write("evil.md", f"---\ntitle: {HOSTILE!r}\npublisher: {HOSTILE!r}\n---\nThe quay is closed.")
    ended = await guild.manager.slash(guild.channel, "articles refresh")
    listed = await guild.manager.slash(guild.channel, "articles list", search="everyone")
    failed = await sent(guild, ("`@everyone` **b**.exe", b"x"), addresses="https://evil.example/@everyone")
    for card in (ended.response, listed.response, failed):
        told = texts(card)
        for live in ("@everyone", "**x**", "||y||", "<@1>", "</ask", "<t:1:R>", "](https"):
            assert live not in told.replace("\\@", "").replace("\\*", "").replace("\\|", "").replace("\\<", ""), live
        assert all(count <= 3 for count in rows(card))
        assert all(len(label) <= 34 for label in buttons(card))


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=lambda words: words.language)
def test_every_problem_has_its_sentence(words: Texts) -> None:
    codes = {*get_args(ArticleProblem), *get_args(SentProblem), "removed_earlier"}
    assert set(words.articles.problems) == codes
    for sentence in words.articles.problems.values():
        assert sentence.format(most="1 MB", status=404).endswith(".")
    labels = [getattr(words.articles, name) for name in words.articles.__slots__ if name.endswith("_button")]
    assert all(len(label) <= 34 for label in labels)


NAMES = st.text(st.sampled_from("a *_`<>@|[]()#>\u202e👹ж中\n:/"), max_size=300)
SOME = st.lists(NAMES, max_size=12)


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=lambda words: words.language)
@given(added=SOME, changed=SOME, failed=SOME, refused=SOME, kind=st.sampled_from(["refresh", "addition", "rehearsal"]))
def test_no_report_breaks_a_limit_of_discords(
    words: Texts, added: list[str], changed: list[str], failed: list[str], refused: list[str], kind: Kind
) -> None:
    def named(titles: list[str]) -> tuple[IndexedArticle, ...]:
        return tuple(IndexedArticle("0", one, one, "2022-01-10", f"/srv/{one}", 2) for one in titles)

    problems = tuple(FailedArticle(f"/srv/{one}", one, "too_large", {"most": 10**9}, one or None) for one in failed)
    outcome = IndexOutcome(
        len(added), len(changed), 3, 0, problems, 1.0, named(added), named(changed), left_out=tuple(failed)
    )
    sorted_out = [Refused(one, "wrong_kind") for one in refused]
    finished = Finished(kind, outcome, "2022-01-10T00:00:00Z", "2022-01-10T00:00:01Z", refused=sorted_out)
    components = result(finished, words, add="`/x`").to_components()  # type: ignore[no-untyped-call]
    validate_components(components, flags=COMPONENTS_V2_FLAG)
    told = "\n".join(one["content"] for one in walk_components(components) if one["type"] == 10)
    assert length(told) <= 4_000
    assert len(told.encode()) <= 10_000
    assert "\u202e" not in told


async def test_articles_are_for_everybody_or_for_one_server(guild: Guild, place: Place) -> None:
    for whose in ("here", "everybody"):
        await sent(guild, ("a.txt", QUAY), whose=whose)
    own, shared = place.reindexer.commands
    assert own[own.index("--shelf") + 1] == guild.id
    assert own[-1].startswith(str(place.settings.data_dir / "sent" / guild.id))
    assert shared[shared.index("--shelf") + 1] == ""
    assert shared[-1].startswith(str(place.settings.data_dir / "sent" / "_shared"))


async def test_a_german_client_reads_german(guild: Guild, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    speak("de", monkeypatch)
    place.write("harbour.md", HARBOUR.format("It was built in 1912. It is made of stone."))
    place.write("fog.md", "")
    ended = await guild.manager.slash(guild.channel, "articles refresh")
    told = texts(ended.response)
    assert told.startswith("### 1 Artikel ist auf dem neuesten Stand\n**~1** geändert · ")
    assert "> **~** Harbour council meets · Ember Post · 10. Jan. 2022 · 2 Sätze geändert" in told
    assert (
        "**1 ließ sich nicht lesen**\n**Fog over the port** ist leer; schick eine Datei, in der ein Text steht. "
        "Die letzte gute Fassung ist weiter zu finden."
    ) in told
    assert list(buttons(ended.response)) == ["Noch einmal versuchen", "Änderungen zeigen"]
