"""What every language has to say in Discord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.sent import SentProblem
from retrieval.errors import ArticleProblem, QueryProblem


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What Discord's command picker shows of a command or an option: a name, and at most 100 characters on it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AskingWords:
    """The words around asking: questions that commands make, buttons and forms, threads, and no answer.

    `said` and `said_about` are questions, `example` one that goes on from another; {me} is the bot's mention.
    """

    said: str
    said_about: str
    your_question: str
    example: str
    follow_up: str
    afresh: str
    in_thread: str
    thread_opened: str
    in_thread_mention: str
    in_thread_alone: str
    unanswered: str
    why: str
    rest: str


FailureCode = (
    QueryProblem
    | Literal[
        "article_gone",
        "article_removed",
        "failed",
        "fixed_server",
        "forgotten",
        "full",
        "no_article",
        "no_index",
        "no_number",
        "no_threads",
        "not_admitted",
        "not_allowed",
        "not_removed",
        "not_yours",
        "nothing_sent",
        "not_editor",
        "not_yours",
        "operators_only",
        "outdated",
        "restarting",
        "servers_only",
        "stranger",
        "stuck",
        "too_many",
        "too_many_presses",
        "too_many_today",
        "too_slow",
        "wrong_channel",
        "wrong_role",
        "watch_ended",
        "watch_no_channel",
        "watch_not_yours",
        "watch_one",
        "watches_full",
        "watches_full_here",
    ]
)
"""Why somebody gets no answer: what is wrong with the question, or with its asker, Beleg or Discord."""


@dataclass(frozen=True, slots=True)
class FeedbackWords:
    """What somebody who presses a thumb is told: {thumb} is the sign they pressed."""

    given: str
    changed: str
    taken_back: str


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """What /privacy says: a line for each kind of thing with its {count} and how long it is kept ({time}).

    `answers` is for a bot that keeps the words of questions, too. `stays` is what deleting does not take away,
    `discord` what Beleg has no say in, `forgotten` what is said when all is deleted.
    """

    title: str
    nothing: str
    answers: str
    answers_only: str
    turns: str
    thumbs: str
    watches: str
    settings: str
    runs: str
    day: str
    days: str
    hour: str
    hours: str
    stays: str
    discord: str
    forget: str
    forgotten: str


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card has beside the answer: buttons, and in small print what was searched and how new it is ({day})."""

    open_article: str
    undated: str
    more: str
    searched_one: str
    searched: str
    newest: str


@dataclass(frozen=True, slots=True)
class PassageWords:
    """What somebody is told of a quotation whose words were changed: on {day}, and what stands there now."""

    changed: str
    changed_on: str
    reads: str
    nowhere: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Words with a number in them: for one, and for any other {count}."""

    one: str
    many: str


ArticleFailure = ArticleProblem | SentProblem | Literal["removed_earlier"]
"""Why a file or an address is not among the articles."""


@dataclass(frozen=True, slots=True)
class ArticleTexts:
    """What is said of articles and of the runs that read them.

    `begun` says what each kind of run does, `stages` how far one is, `stopped` why one did nothing, by the code of
    `beleg index`; where that has none, `broken` stands. `problems` has a sentence without a subject for each reason
    that a file or an address is not read: {most} is a size, {status} a number of HTTP. `queued` is for who may not know
    whose run is under way; `feeds` and `elsewhere` are who began one that nobody of the same server did.
    """

    form_title: str
    form_files: str
    form_files_hint: str
    form_addresses: str
    form_addresses_hint: str
    form_whose: str
    form_server: str
    form_everybody: str
    begun: Mapping[str, str]
    progress: str
    stages: Mapping[str, str]
    moved: str
    following: str
    waiting: str
    queued: str
    feeds: str
    elsewhere: str
    up_to_date: Counted
    rehearsed: str
    taken_in: Counted
    nothing_taken_in: str
    nothing_known: str
    counts: Mapping[str, str]
    seconds: str
    sentences: Counted
    more: str
    not_read: Counted
    last_good: str
    twice: str
    problems: Mapping[ArticleFailure, str]
    sent_file: str
    stopped: Mapping[str, str]
    broken: str
    cut_off: str
    changes: str
    no_changes: str
    listed: Counted
    found: str
    none_listed: str
    page: str
    published: str
    version: str
    readable: str
    unreadable: str
    by_archive: str
    remove: str
    remove_means: str
    quoting: Counted
    removed: str
    kept: str
    retry_button: str
    changes_button: str
    again_button: str
    remove_button: str
    keep_button: str
    earlier_button: str
    later_button: str
    open_button: str


@dataclass(frozen=True, slots=True)
class CorrectionWords:
    """What an answer says once an article that it quotes was changed or removed, after it or on {day}.

    `changed` and `changed_on` are sentences without their full stop, to which `reads`, `read` or `attributed` may be
    joined; in these, {which} is one of `passage` and `passages` with their {numbers}, or of `quotation` and
    `quotations` where nothing is numbered. `many` is for articles that are too many to be named. `mark` stands below
    a quotation whose words were changed.
    """

    changed: str
    changed_on: str
    many: str
    reads: str
    read: str
    attributed: str
    passage: str
    passages: str
    quotation: str
    quotations: str
    removed: str
    removed_on: str
    gone: str
    mark: str


@dataclass(frozen=True, slots=True)
class ServersWords:
    """What servers are told when the bot comes, and the list of them.

    `welcome` is for one that is answered, with {setup} and {ask} for these commands, `closed` for others. `title`
    stands above the list; each server in it has {count} `members`, or one `member`, and is the `first`, `listed` by the
    operator, `answered` or `waiting`. {name} is that of a server.
    """

    welcome: str
    closed: str
    title: str
    member: str
    members: str
    first: str
    listed: str
    answered: str
    waiting: str
    confirm: str
    withdraw: str
    confirmed: str
    withdrawn: str
    more: str


@dataclass(frozen=True, slots=True)
class SetupWords:
    """The forms of /setup, at most 45 characters a part and 100 on it (`…_more`), and the summary of what is set.

    `title` stands above the first form and `more` above the second; both also name the buttons that open them, the
    first as `change`. `done` stands above the summary, `questions` above the buttons that ask some.
    """

    title: str
    change: str
    more: str
    channels: str
    channels_more: str
    forums: str
    askers: str
    askers_more: str
    editors: str
    editors_more: str
    languages: str
    languages_more: str
    others: str
    shared: str
    plain: str
    daily: str
    daily_more: str
    news: str
    news_more: str
    done: str
    everywhere: str
    everybody: str
    managers: str
    unlimited: str
    yes: str
    no: str
    questions: str


@dataclass(frozen=True, slots=True)
class WatchWords:
    """The words around watching; {words} are a speaker's name or a topic, {what} is `speaker` or `topic` with them.

    `fresh` stands above news, `left_over` above what was left over from the day before. `begun` and `begun_channel` say
    what happens now, and `known` that it does already; {channel} is a channel's mention, {count} how many messages a
    day there are. `paused` and `paused_channel` say why nothing is told.
    """

    speaker: str
    topic: str
    fresh: str
    left_over: str
    begun: str
    begun_channel: str
    known: str
    mine: str
    all: str
    none: str
    none_here: str
    privately: str
    in_channel: str
    paused: str
    paused_channel: str
    end: str
    ended: str
    resume: str
    resumed: str
    manage: str
    further: str


@dataclass(frozen=True, slots=True)
class SettingsWords:
    """The form of /settings, and what is said when it was sent."""

    title: str
    look: str
    as_server: str
    cards: str
    plain: str
    languages: str
    languages_more: str
    kept: str


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences of one language; those with ``{names}`` are filled by `str.format`.

    `thousands` stands between the thousands of a number; {seconds} is a moment as Discord shows it, such as "in 12
    seconds"; `failures` has a sentence for each reason that there is no answer, and what can be done.
    `commands` has the words of each command by its name, and of each option by both names: "ask", "ask.since"; `menus`
    has those of the entries in the menus of messages.
    """

    language: str
    thousands: str
    commands: Mapping[str, CommandWords]
    also_searched: str
    also_at: str
    differs: str
    passage: str
    waiting: str
    failures: Mapping[FailureCode, str]
    reference: str
    help: str
    menus: Mapping[str, str]
    asking: AskingWords
    feedback: FeedbackWords
    privacy: PrivacyWords
    card: CardWords
    passages: PassageWords
    articles: ArticleTexts
    corrections: CorrectionWords
    servers: ServersWords
    setup: SetupWords
    watching: WatchWords
    settings: SettingsWords

    def number(self, number: int) -> str:
        """Return a whole number as this language writes it."""
        return f"{number:,}".replace(",", self.thousands)
