"""Alerts: which events are sent, and that each of them arrives once, whatever happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from benchmarks.material import synthetic_study
from tests.calls import Caller, played_demo
from tests.mailbox import Received, mail_server, webhook
from tracker.config.tables import Alert, Channel
from tracker.events import Event, Evidence, Life
from tracker.lives import life_of
from tracker.notify import news
from tracker.notify.chat import send_chat
from tracker.notify.message import harmless, message_of
from tracker.notify.rules import is_quiet, matches
from tracker.report.edition import Named
from tracker.standin import DataSet, Registry, Server, demo_registry, serve
from tracker.store import Letter, Store

SEED = "NCT06931145"
EVENT = Event(
    id="e1",
    trial=SEED,
    family="dates",
    rule="dates_postponed",
    rule_version=1,
    date="2026-03-02",
    known_by="2026-03-03",
    versions=(3, 4),
    headline="Completion postponed",
    facts={"days": [320, 350]},
    evidence=(Evidence("completion_date", "2027-12-31", "2028-11"),),
)


#: A trial that turns UNKNOWN on 2026-02-01 if nobody touches it.
LAPSING = "NCT99000031"


def lapsing() -> bytes:
    """Verified in January 2024, with a completion date long past."""
    study = synthetic_study(31, sites=0)
    study["protocolSection"]["identificationModule"]["nctId"] = LAPSING
    status = study["protocolSection"]["statusModule"]
    status |= {"overallStatus": "RECRUITING", "statusVerifiedDate": "2024-01"}
    status["completionDateStruct"] = {"date": "2024-06", "type": "ESTIMATED"}
    status["primaryCompletionDateStruct"] = {"date": "2024-06", "type": "ESTIMATED"}
    return msgspec.json.encode(study)


@contextmanager
def reads() -> Iterator[list[str]]:
    """The trials whose lives are put together from their stored versions, in order."""
    found: list[str] = []

    def noted(store: Store, trial: str, today: dt.date) -> Life:
        found.append(trial)
        return life_of(store, trial, today)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(news, "life_of", noted)
        yield found


class Desk:
    """A person with a tracker of one trial, a mailbox, and a registry that moves on."""

    def __init__(self, folder: Path, server: Server, mail: Received, more: str = "") -> None:
        self.server = server
        self.mail = mail
        self.tracker = Caller(folder, server, TRACKER_CONFIG=str(folder / "tracker.toml"))
        self.rules = '[[notify.rules]]\nname = "all"\n'
        self.more = more
        self.configure()

    def channel(self, name: str, to: str = "reader@example.org", **keys: str) -> str:
        """A channel to the mailbox, as tracker.toml has it."""
        said = "".join(f"{key} = {value}\n" for key, value in keys.items())
        return (
            f'[[notify.channels]]\nname = "{name}"\nsmtp = "127.0.0.1:{self.mail.port}"\n'
            f'sender = "tracker@example.org"\nto = ["{to}"]\n{said}'
        )

    def configure(self, **keys: str) -> None:
        """Write tracker.toml anew."""
        toml = f"{self.channel('post', **keys)}{self.more}\n{self.rules}"
        (self.tracker.folder / "tracker.toml").write_text(toml, "utf8")

    def on(self, day: int) -> None:
        """The registry's day, and our clock on it."""
        self.server.registry.day = day
        self.tracker.env["TRACKER_NOW"] = f"{self.server.registry.days[day - 1].version}Z"

    def begin(self) -> None:
        """The first day: watch, and use the channel."""
        self.on(1)
        self.tracker.text("watch", SEED)
        self.tracker.text("notify")

    def check(self, day: int) -> str:
        """A day's check; gives back what it says on stderr."""
        self.on(day)
        result = self.tracker("check")
        assert result.exit_code == 0, result.output
        return result.stderr

    def told(self) -> list[str]:
        """The subjects that arrived."""
        return [str(mail["Subject"]) for mail in self.mail.mails]


@pytest.fixture
def registry() -> Iterator[Server]:
    with serve(demo_registry()) as running:
        yield running


@pytest.fixture
def mail() -> Iterator[Received]:
    with mail_server() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, registry: Server, mail: Received) -> Desk:
    return Desk(tmp_path, registry, mail)


# --- rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "passes"),
    [
        (Alert(name="x"), True),
        (Alert(name="x", trials=(SEED,), tags=("lung",), families=("dates",)), True),
        (Alert(name="x", trials=("NCT99000001",)), False),
        (Alert(name="x", tags=("heart",)), False),
        (Alert(name="x", families=("status",)), False),
        (Alert(name="x", rules=("dates_postponed",)), True),
        (Alert(name="x", fields=("completion_date",)), True),
        (Alert(name="x", fields=("completion",)), False),
        (Alert(name="x", min_days=320), True),
        (Alert(name="x", min_days=321), False),
        (Alert(name="x", min_percent=1), False),
    ],
    ids=str,
)
def test_a_rule_lets_through_what_fits_all_that_it_names(rule: Alert, passes: bool) -> None:
    """Within one key any word will do; a slip of a partial date counts by what is certain."""
    assert matches(rule, EVENT, ("lung",)) is passes


def test_percent_is_of_the_number_before() -> None:
    """From 50 to 80 participants is 60 percent."""
    event = replace(EVENT, facts={"before": 50, "after": 80, "change": 0.6})
    assert matches(Alert(name="x", min_percent=60), event, ())
    assert not matches(Alert(name="x", min_percent=61), event, ())


def test_what_is_to_come_is_told_when_few_days_are_left() -> None:
    """Nobody wants to hear of a deadline two years ahead."""
    event = replace(EVENT, facts={"days_left": 31})
    assert not matches(Alert(name="x"), event, ())
    assert matches(Alert(name="x", days_left=31), event, ())


def test_quiet_hours_go_over_midnight_and_end_on_time() -> None:
    """Their end is no longer quiet."""
    for hour, quiet in ((21, False), (22, True), (3, True), (7, False)):
        moment = dt.datetime(2026, 3, 6, hour, tzinfo=dt.UTC)
        assert is_quiet("22:00-07:00", moment, "UTC") is quiet


def test_rules_are_tried_on_history_without_sending(desk: Desk) -> None:
    """How many, on what days, which; a rule without conditions says that it matches all."""
    desk.rules += '[[notify.rules]]\nname = "slips"\nfamilies = ["dates"]\nmin_days = 300\n'
    desk.configure()
    desk.tracker.db.write_bytes(played_demo().read_bytes())
    every, slips = desk.tracker.json("rules", "test")
    assert every["all"]
    assert not slips["all"]
    assert slips["days"] == {"2026-03-03": slips["alerts"]}
    assert {event["family"] for event in slips["events"]} == {"dates"}
    assert "this rule matches everything" in desk.tracker.text("rules", "test", "--rule", "all")
    assert desk.told() == []


def test_a_name_that_there_is_not_gets_the_nearest_one(desk: Desk) -> None:
    """Of a rule of ours, of a rule of events, and of a channel."""
    desk.begin()
    assert "did you mean all?" in desk.tracker.error("rules", "test", "--rule", "al")
    assert "did you mean post?" in desk.tracker.error("notify", "--test", "pst")
    desk.rules += '[[notify.rules]]\nname = "x"\nrules = ["date_postponed"]\n'
    desk.configure()
    assert "dates_postponed" in desk.tracker.error("rules", "test")
    assert "dates_postponed" in desk.check(2)


# --- once -------------------------------------------------------------------------------------


def test_the_first_look_is_quiet_and_each_change_is_told_once(desk: Desk) -> None:
    """A digest a run; a run without news sends nothing."""
    desk.begin()
    assert desk.told() == []
    desk.check(2)
    desk.check(2)
    desk.tracker.text("notify")
    assert len(desk.told()) == 1
    text = desk.mail.mails[0].get_body(("plain",))
    assert text is not None
    assert "events in 1 trial" in text.get_content()
    assert text.get_content().startswith("What changed in clinical trials, by the rules")
    assert SEED in text.get_content()
    desk.check(3)
    assert len(desk.told()) == 2


def test_a_mail_has_what_mail_programs_ask_for(desk: Desk) -> None:
    """Text and HTML, a list to filter by, an id of its own."""
    desk.begin()
    desk.check(2)
    (mail,) = desk.mail.mails
    assert mail["List-Id"] == "Tracker alerts <tracker-alerts.example.org>"
    assert mail["To"] == "reader@example.org"
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_a_message_an_event_where_that_is_wanted(desk: Desk) -> None:
    """Each with its headline as the subject."""
    desk.configure(each="true")
    desk.begin()
    desk.check(2)
    assert len(desk.told()) > 1
    assert all(subject.startswith(f"{SEED}: ") for subject in desk.told())
    assert len({mail["Message-ID"] for mail in desk.mail.mails}) == len(desk.told())


def test_a_channel_that_is_down_fails_no_check_and_gets_all_later(desk: Desk) -> None:
    """The doctor says since when; what waited arrives, oldest first."""
    desk.begin()
    desk.mail.down = True
    assert "451 not now" in desk.check(2)
    desk.check(3)
    assert desk.told() == []
    examined = desk.tracker("doctor", "--offline")
    assert examined.exit_code == 1
    assert "451 not now" in " ".join(examined.stdout.split())
    desk.mail.down = False
    desk.tracker.text("notify")
    assert len(desk.told()) == 2
    assert desk.tracker("doctor", "--offline").exit_code == 0
    desk.tracker.text("notify")
    assert len(desk.told()) == 2


def test_a_kill_after_sending_repeats_the_same_message_and_no_other(desk: Desk) -> None:
    """It cannot be known that it arrived: it comes again under its Message-ID, then no more."""
    desk.begin()
    desk.mail.down = True
    desk.check(2)
    desk.mail.down = False
    desk.mail.answers.clear()
    process = desk.tracker.process("notify")
    desk.mail.wait_for(lambda: len(desk.mail.mails) == 1)
    process.kill()
    process.communicate(timeout=30)
    desk.mail.answers.set()
    desk.tracker.text("notify")
    desk.tracker.text("notify")
    first, again = desk.mail.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Subject"] == again["Subject"]


def test_two_runs_at_once_send_one_message(desk: Desk) -> None:
    """Whoever comes second leaves the sending to the first."""
    desk.begin()
    desk.mail.down = True
    desk.check(2)
    desk.mail.down = False
    desk.mail.answers.clear()
    first = desk.tracker.process("notify")
    desk.mail.wait_for(lambda: len(desk.mail.mails) == 1)
    second = desk.tracker.run("notify")
    assert second.returncode == 0, second.stderr
    desk.mail.answers.set()
    first.communicate(timeout=30)
    assert first.returncode == 0
    desk.tracker.text("notify")
    assert len(desk.told()) == 1


def test_in_quiet_hours_events_wait(desk: Desk) -> None:
    """And go out with the first run after them."""
    desk.rules = '[[notify.rules]]\nname = "day"\nquiet = "00:00-23:00"\n'
    desk.configure()
    desk.begin()
    desk.check(2)
    assert desk.told() == []
    desk.tracker.text("notify", TRACKER_NOW=desk.tracker.env["TRACKER_NOW"][:10] + "T23:30:00Z")
    assert len(desk.told()) == 1


# --- too much at once -------------------------------------------------------------------------


def test_more_than_a_channel_may_get_is_held_back_and_said(desk: Desk) -> None:
    """Before anything goes out, with what to do; the doctor says it until it is decided."""
    desk.configure(most="2")
    desk.begin()
    said = " ".join(desk.check(2).split())
    assert "more than the 2 of one run" in said
    assert "tracker notify --release post" in said
    assert desk.told() == []
    code, told, _ = desk.tracker.in_full("doctor", "--offline")
    assert code == 1
    assert "notify.channels = post" in told
    assert "notify.rules = all" in told
    assert "held back, being too many at once" in told
    assert desk.tracker.text("notify") == "post: nothing is due\n"
    assert desk.told() == []


def test_what_is_held_back_goes_out_on_purpose_whole_and_once(desk: Desk) -> None:
    """Later news goes its own way in the meantime."""
    desk.configure(most="2")
    desk.begin()
    desk.check(2)
    desk.configure(most="100")
    desk.check(3)
    (later,) = desk.mail.mails
    desk.tracker.text("notify", "--release", "post")
    assert len(desk.told()) == 2
    text = desk.mail.mails[1].get_body(("plain",))
    assert text is not None
    assert later["Message-ID"] != desk.mail.mails[1]["Message-ID"]
    assert desk.tracker.text("notify", "--release", "post") == "post: nothing is due\n"
    assert desk.tracker("doctor", "--offline").exit_code == 0
    assert len(desk.told()) == 2


def test_what_is_held_back_can_be_given_up(desk: Desk) -> None:
    """And stays given up."""
    desk.configure(most="2", each="true")
    desk.begin()
    desk.check(2)
    assert "given up" in desk.tracker.text("notify", "--discard", "post")
    desk.tracker.text("notify")
    desk.tracker.text("notify", "--release", "post")
    assert desk.told() == []
    assert desk.tracker("doctor", "--offline").exit_code == 0


def test_a_thousand_events_at_once_are_too_many_where_nothing_else_is_written() -> None:
    """And a hundred messages of one event."""
    assert (Channel(name="x").bound, Channel(name="x", each=True).bound) == (1000, 100)
    assert Channel(name="x", each=True, most=5).bound == 5


def test_one_thing_is_done_at_a_time(desk: Desk) -> None:
    """A test and a release in one call cannot be meant; nor a channel that there is not."""
    desk.begin()
    assert "give one of" in desk.tracker.error("notify", "--test", "post", "--release", "post")
    for option in ("--release", "--discard"):
        assert "did you mean post?" in desk.tracker.error("notify", option, "pst")


# --- what is read -----------------------------------------------------------------------------


def test_a_rule_makes_news_from_its_first_use_on(desk: Desk) -> None:
    """Who writes a new rule after a year does not get that year."""
    desk.rules = '[[notify.rules]]\nname = "none"\ntrials = ["NCT99000009"]\n'
    desk.configure()
    desk.begin()
    desk.check(2)
    desk.rules += '[[notify.rules]]\nname = "all"\n'
    desk.configure()
    later = desk.tracker.env["TRACKER_NOW"][:10] + "T23:30:00Z"
    desk.tracker.text("notify", TRACKER_NOW=later)
    assert desk.told() == []
    desk.check(3)
    assert len(desk.told()) == 1


def test_a_trial_in_which_nothing_is_new_is_not_read_again(desk: Desk) -> None:
    """Once a run for all channels, and only after a new version, another rule, or in time."""
    desk.more = desk.channel("second")
    desk.configure()
    desk.begin()
    with reads() as read:
        desk.check(1)
        assert read == []
        desk.check(2)
        assert read == [SEED]
        desk.tracker.text("notify")
        assert read == [SEED]
        desk.rules += '[[notify.rules]]\nname = "slips"\nmin_days = 3\n'
        desk.configure()
        desk.tracker.text("notify")
        assert read == [SEED] * 2
        desk.tracker.text("notify", TRACKER_NOW="2026-06-01T08:00:00Z")
        assert read == [SEED] * 3
    assert len(desk.told()) >= 2


def test_a_countdown_is_told_on_its_day_though_nothing_was_edited(
    tmp_path: Path, mail: Received
) -> None:
    """UNKNOWN comes with time alone; each rule by its own number of days."""
    mails = []
    with serve(Registry([DataSet("2026-01-05T09:00:00", {LAPSING: lapsing()})])) as server:
        rules = "".join(
            f'[[notify.rules]]\nname = "in{days}"\nrules = ["status_unknown_countdown"]\n'
            f'days_left = {days}\nchannels = ["post"]\n'
            for days in (20, 5)
        ).replace('"in5"', '"soon"')
        desk = Desk(tmp_path, server, mail)
        desk.rules = rules.replace('channels = ["post"]', 'channels = ["other"]', 1)
        desk.more = desk.channel("other", to="other@example.org")
        desk.configure()
        desk.tracker.env["TRACKER_NOW"] = "2026-01-05T10:00:00Z"
        desk.tracker.text("watch", LAPSING)
        for day in range(30):
            moment = dt.datetime(2026, 1, 5, 11, tzinfo=dt.UTC) + dt.timedelta(days=day)
            desk.tracker.text("notify", TRACKER_NOW=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
            mails += [(f"{moment:%Y-%m-%d}", str(one["To"])) for one in mail.mails]
            mail.mails.clear()
    assert mails == [("2026-01-12", "other@example.org"), ("2026-01-27", "reader@example.org")]


# --- channels ---------------------------------------------------------------------------------


def test_a_test_message_arrives_and_changes_nothing(desk: Desk) -> None:
    """Before one relies on a channel."""
    desk.begin()
    desk.tracker.text("notify", "--test", "post")
    assert desk.told() == ["Tracker: test of the channel post"]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by Apprise
def test_a_webhook_gets_what_a_mailbox_gets(
    tmp_path: Path, registry: Server, mail: Received
) -> None:
    """Through Apprise; a service that is down gets it later, its address is never shown."""
    with webhook() as hook:
        desk = Desk(
            tmp_path, registry, mail, '[[notify.channels]]\nname = "hook"\nurl = "env:HOOK"\n'
        )
        desk.tracker.env["HOOK"] = f"json://reader:hushhush@127.0.0.1:{hook.port}/in"
        desk.begin()
        hook.down = True
        assert "hook" in desk.check(2)
        assert "hushhush" not in desk.tracker("doctor", "--offline").stdout
        hook.down = False
        desk.tracker.text("notify")
        (post,) = hook.posts
        assert SEED in post["message"]
        assert len(desk.told()) == 1


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by Apprise
def test_a_long_message_goes_in_parts_and_whole() -> None:
    """A service that takes little at once gets more than one message."""
    events = [replace(EVENT, id=str(n), headline=f"Moved-{n}-times") for n in range(1500)]
    made = message_of(events, {}, key="k", at="2026-03-06T08:00:00Z")
    with webhook() as hook:
        send_chat(f"json://127.0.0.1:{hook.port}/in", made)
    assert len(hook.posts) > 1
    said = "".join("".join(post["message"].split()) for post in hook.posts)
    assert all(f"Moved-{n}-times" in said for n in range(1500))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("json://127.0.0.1:9/in?token=hushhush", "could not be reached"),
        ("nosuchservice://hushhush@example.org", "none that Apprise knows"),
        ("hushhush", "none that Apprise knows"),
    ],
)
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by Apprise
def test_a_target_that_cannot_be_reached_is_told_without_its_address(
    desk: Desk, address: str, said: str
) -> None:
    """By the test of a channel, by a check that goes well all the same, and by the doctor."""
    desk.more = '[[notify.channels]]\nname = "hook"\nurl = "env:HOOK"\n'
    desk.configure()
    desk.tracker.env["HOOK"] = address
    desk.begin()
    told = desk.tracker.error("notify", "--test", "hook", code=1)
    told += desk.check(2)
    examined = desk.tracker("doctor", "--offline")
    assert examined.exit_code == 1
    told += " ".join(examined.stdout.split())
    assert told.count(said) == 3
    assert "hushhush" not in told
    assert len(desk.told()) == 1


def test_a_secret_that_is_not_set_is_told_and_fails_that_channel_only(desk: Desk) -> None:
    """The name of the variable is what one needs to know."""
    desk.more = '[[notify.channels]]\nname = "hook"\nurl = "env:NOT_SET_HERE"\n'
    desk.configure()
    desk.begin()
    assert "NOT_SET_HERE" in desk.check(2)
    assert len(desk.told()) == 1


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[[notify.channels]]\nname = "a"\nurl = "json://h/x"', 'url = "env:NAME"'),
        ('[[notify.channels]]\nname = "a"', "give either smtp"),
        ('[[notify.channels]]\nname = "a"\nsmtp = "h:25"', "needs sender and to"),
        ('[[notify.rules]]\nname = "a"\nchannels = ["b"]', "there is no channel 'b'"),
        ('[[notify.rules]]\nname = "a"\nquiet = "22-7"', "22:00-07:00"),
        ('[[notify.rules]]\nname = "a"\nfamily = ["b"]', "did you mean families?"),
        ('[notify]\ntimezone = "Mars/Base"', "is no time zone"),
    ],
)
def test_a_wrong_configuration_says_what_to_write(tmp_path: Path, toml: str, said: str) -> None:
    """Before anything is looked at."""
    (tmp_path / "tracker.toml").write_text(toml, "utf8")
    tracker = Caller(tmp_path, TRACKER_CONFIG=str(tmp_path / "tracker.toml"))
    assert said in tracker.error("list")


def test_registry_text_is_no_mark_up_in_any_message() -> None:
    """Nor a header, a mention or a link."""
    bad = "<!channel> <b>x</b> @everyone [a](http://b)\r\nBcc: z@example.org\x1b[2J"
    event = replace(EVENT, headline=bad)
    made = message_of([event], {SEED: Named("ctgov", bad)}, key="k", at="2026-03-06T08:00:00Z")
    assert "\n" not in made.subject
    assert "\x1b" not in made.text + made.html + made.chat
    assert "<b>x" not in made.html
    for mark in ("<!", "@everyone", "[a](", "<b>"):
        assert mark not in made.chat
    assert harmless("a_b *c*") == "aˍb ∗c∗"


def test_many_events_are_all_in_the_message() -> None:
    """Nothing is dropped for being much."""
    events = [replace(EVENT, id=str(n), headline=f"Moved {n} times") for n in range(2000)]
    made = message_of(events, {}, key="k", at="2026-03-06T08:00:00Z")
    for text in (made.text, made.html, made.chat):
        assert all(f"Moved {n} times" in text for n in range(2000))


def test_the_outbox_takes_an_event_once(tmp_path: Path) -> None:
    """Whoever puts it there again changes nothing."""
    at = "2026-03-06T08:00:00Z"
    with Store.open(tmp_path / "tracker.db") as store:
        store.begin_channel("a", at)
        letters = [Letter(event="e", trial=SEED, body="{}")]
        assert [store.put_letters("a", letters, at) for _ in range(2)] == [1, 0]
