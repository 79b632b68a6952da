"""The stand-in registry keeps the manners, good and bad, that are known of the real one."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tracker.standin import (
    FAULTS,
    DataSet,
    NoSuchDay,
    Registry,
    Server,
    demo_registry,
    edited,
    serve,
)

FIRST, SECOND = "2026-03-02T09:00:05", "2026-03-03T09:00:04"


PHASES = (
    "Allowed values for enum field `protocolSection.designModule.phases` are "
    "`NA`, `EARLY_PHASE1`, `PHASE1`, `PHASE2`, `PHASE3`, `PHASE4`"
)


def study(number: int, **edits: Any) -> dict[str, Any]:
    """A small synthetic study; a double underscore in a name stands for the dot of a path."""
    bare = {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{number:08d}",
                "briefTitle": f"[Synthetic] Trial {number} of Fictinib",
            },
            "statusModule": {"overallStatus": "RECRUITING"},
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": FIRST[:10]}},
        "hasResults": False,
    }
    return edited(bare, {name.replace("__", "."): value for name, value in edits.items()})


SMALL_CELL = study(
    1,
    conditionsModule__conditions=["Small-Cell Lung Cancer"],
    designModule__phases=["PHASE2", "PHASE3"],
    statusModule__lastUpdatePostDateStruct={"date": "2026-02-27"},
    contactsLocationsModule__locations=[{"city": "Boston", "country": "United States"}],
    armsInterventionsModule__interventions=[{"type": "DRUG", "name": "Examplumab"}],
)
LARGE_CELL = study(
    2,
    conditionsModule__conditions=["Large Cell Lung Cancer"],
    designModule__phases=["PHASE1"],
    statusModule__overallStatus="COMPLETED",
    statusModule__lastUpdatePostDateStruct={"date": "2026-02-26"},
    contactsLocationsModule__locations=[{"city": "Lyon", "country": "France"}],
    sponsorCollaboratorsModule__leadSponsor={"name": "Invented Biotech"},
)
ALIASED = study(3, identificationModule__nctIdAliases=["NCT00000999"])


@pytest.fixture
def server() -> Iterator[Server]:
    """Twenty-five trials on two days."""
    trials = [SMALL_CELL, LARGE_CELL, ALIASED, *(study(number) for number in range(4, 26))]
    with serve(Registry([DataSet(FIRST, trials), DataSet(SECOND, trials)])) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A plain client of that server."""
    with httpx.Client(base_url=server.url) as client:
        yield client


def listed(client: httpx.Client, **params: str) -> list[str]:
    """The ids of one page; an underscore in a name stands for a dot."""
    asked = {name.replace("_", "."): value for name, value in params.items()}
    answer = client.get("/api/v2/studies", params={"pageSize": "1000", **asked})
    assert answer.status_code == 200, answer.text
    return sorted(ids_of(answer.json()))


def ids_of(page: Any) -> list[str]:
    return [s["protocolSection"]["identificationModule"]["nctId"] for s in page["studies"]]


def walk(client: httpx.Client, **params: str) -> Iterator[Any]:
    """Every page of a list, the last one included."""
    token: dict[str, str] = {}
    while True:
        page = client.get("/api/v2/studies", params={**params, **token}).raise_for_status().json()
        yield page
        if "nextPageToken" not in page:
            return
        token = {"pageToken": page["nextPageToken"]}


def refusal(client: httpx.Client, path: str = "/api/v2/studies", **params: str) -> tuple[int, str]:
    """Status and sentence of an error, which is never JSON."""
    asked = {name.replace("_", "."): value for name, value in params.items()}
    answer = client.get(path, params=asked)
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.status_code, answer.text


# --- the data version -------------------------------------------------------------------------


def test_the_version_names_the_data_set_of_the_day(server: Server, client: httpx.Client) -> None:
    """It moves with the day, and only then."""
    assert client.get("/api/v2/version").json()["dataTimestamp"] == FIRST
    server.registry.advance()
    assert client.get("/api/v2/version").json()["dataTimestamp"] == SECOND


def test_there_is_no_day_after_the_last(server: Server) -> None:
    """A test that runs out of days is told so."""
    server.registry.day = 2
    with pytest.raises(NoSuchDay, match="days are 1 to 2"):
        server.registry.advance()


# --- one record -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["NCT00000001", "nct00000001", "NCT1", "nCt0000000000001"])
def test_an_id_is_known_in_any_case_and_with_any_zeros(client: httpx.Client, form: str) -> None:
    """The study comes bare, not wrapped."""
    answer = client.get(f"/api/v2/studies/{form}")
    assert answer.json() == SMALL_CELL
    assert answer.headers["content-type"] == "application/json"


def test_an_alias_leads_to_the_real_record(client: httpx.Client) -> None:
    """301, with the real id in its address."""
    answer = client.get("/api/v2/studies/NCT00000999")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/api/v2/studies/NCT00000003"


def test_an_unknown_id_is_not_found(client: httpx.Client) -> None:
    """404, in words."""
    assert refusal(client, "/api/v2/studies/NCT77777777")[0] == 404


@pytest.mark.parametrize("form", ["NCT00000000", "ISRCTN1", "NCT123456789"])
def test_a_malformed_id_is_refused(client: httpx.Client, form: str) -> None:
    """400, in words."""
    status, sentence = refusal(client, f"/api/v2/studies/{form}")
    assert (status, sentence.endswith("has incorrect format")) == (400, True)


def test_v2_has_no_history(client: httpx.Client) -> None:
    """The history is another back end's."""
    assert refusal(client, "/api/v2/studies/NCT00000001/history")[0] == 404


# --- lists ------------------------------------------------------------------------------------


def test_ids_are_separated_by_commas_or_pipes(client: httpx.Client) -> None:
    """Aliases match, unknown ids are simply absent."""
    assert listed(client, filter_ids="NCT00000001|nct2,NCT00000999,NCT77777777") == [
        "NCT00000001",
        "NCT00000002",
        "NCT00000003",
    ]


def test_a_trial_asked_for_twice_comes_once(client: httpx.Client) -> None:
    """By its id and by its alias."""
    assert listed(client, filter_ids="NCT00000003,NCT00000999") == ["NCT00000003"]


def test_one_malformed_id_fails_the_whole_request(client: httpx.Client) -> None:
    """Nothing is answered of the good ones."""
    assert refusal(client, filter_ids="NCT00000001,NCT00000000") == (
        400,
        "Item 2 in parameter `ids` has incorrect format",
    )


@pytest.mark.parametrize(("asked", "shown"), [("", 10), ("0", 10), ("3", 3), ("25", 25)])
def test_a_page_has_ten_unless_told_otherwise(client: httpx.Client, asked: str, shown: int) -> None:
    """0 means the default."""
    page = client.get("/api/v2/studies", params={"pageSize": asked}).json()
    assert len(page["studies"]) == shown


def test_a_page_never_has_more_than_a_thousand() -> None:
    """A larger size is taken as 1000, without a word."""
    many = DataSet(FIRST, [study(number) for number in range(1, 1002)])
    with serve(Registry([many])) as server:
        page = httpx.get(server.api + "/studies", params={"pageSize": "5000"}).json()
    assert len(page["studies"]) == 1000
    assert "nextPageToken" in page


def test_a_full_page_has_a_token_even_if_nothing_follows(client: httpx.Client) -> None:
    """An exact multiple of the page size ends with an empty page."""
    assert [len(page["studies"]) for page in walk(client, pageSize="5")] == [5, 5, 5, 5, 5, 0]


def test_a_walk_shows_each_trial_once_in_an_order_of_its_own(client: httpx.Client) -> None:
    """The order is the same at each walk, and no sorted one."""
    once = [trial for page in walk(client, pageSize="4") for trial in ids_of(page)]
    again = [trial for page in walk(client, pageSize="7") for trial in ids_of(page)]
    assert once == again
    assert once != sorted(once)
    assert len(set(once)) == len(once) == 25


def test_the_total_stands_on_the_first_page_only(client: httpx.Client) -> None:
    """And only where it was asked for."""
    assert [page.get("totalCount") for page in walk(client, pageSize="10", countTotal="true")] == [
        25,
        None,
        None,
    ]
    assert all("totalCount" not in page for page in walk(client))


def test_tokens_grow(client: httpx.Client) -> None:
    """Whoever takes them as of one width is found out."""
    lengths = [len(page.get("nextPageToken", "")) for page in walk(client, pageSize="2")]
    assert len(set(lengths)) > 5


def test_a_token_is_bound_to_its_parameters(client: httpx.Client) -> None:
    """Another query with the same token is refused; the size of a page may change."""
    token = client.get("/api/v2/studies").json()["nextPageToken"]
    assert client.get("/api/v2/studies", params={"pageToken": token, "pageSize": "3"}).is_success
    assert refusal(client, pageToken=token, query_term="fictinib")[0] == 400
    assert refusal(client, pageToken="made-up")[0] == 400


def test_a_token_dies_with_its_data_set(server: Server, client: httpx.Client) -> None:
    """The day after, a walk has to begin anew."""
    token = client.get("/api/v2/studies").json()["nextPageToken"]
    server.registry.advance()
    assert refusal(client, pageToken=token)[0] == 400


def test_each_study_stands_on_a_line_of_its_own(client: httpx.Client) -> None:
    """Also one that was given as many lines."""
    body = client.get("/api/v2/studies?filter.ids=NCT1,NCT2,NCT3").text
    assert len(body.splitlines()) == 3
    spread = DataSet(FIRST, {"NCT00000001": json.dumps(SMALL_CELL, indent=2).encode()})
    assert b"\n" not in spread.studies["NCT00000001"]


def test_fields_cut_a_study_down(client: httpx.Client) -> None:
    """By piece or by path; a branch brings all that is below it."""
    asked = {"filter.ids": "NCT1", "fields": "NCTId|designModule"}
    assert refusal(client, **asked)[0] == 400
    asked["fields"] = "NCTId,protocolSection.designModule,LocationCity,LocationCountry"
    assert client.get("/api/v2/studies", params=asked).json()["studies"] == [
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT00000001"},
                "designModule": {"phases": ["PHASE2", "PHASE3"]},
                "contactsLocationsModule": {
                    "locations": [{"city": "Boston", "country": "United States"}]
                },
            }
        }
    ]


# --- searches ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "search",
    [
        {"query_term": "small cell lung cancer"},
        {"query_cond": '"small cell lung"'},
        {"query_cond": "lung NOT large"},
        {"query_intr": "examplumab"},
        {"query_locn": "boston"},
        {"query_id": "NCT00000001"},
        {"query_cond": "lung", "filter_overallStatus": "RECRUITING"},
        {"query_cond": "lung", "filter_overallStatus": "RECRUITING|SUSPENDED"},
        {"filter_advanced": "AREA[Phase]PHASE3"},
        {"filter_advanced": "(AREA[Phase]PHASE3 OR AREA[Phase]PHASE4) AND AREA[Condition]lung"},
        {"filter_advanced": 'AREA[LocationCountry]"United States"'},
        {"filter_advanced": "AREA[LocationCountry]United States"},
        {"filter_advanced": "AREA[LastUpdatePostDate]RANGE[2026-02-27,MAX]"},
        {"filter_advanced": "AREA[LastUpdatePostDate]RANGE[2026-02-27, 2026-02-27]"},
        {"query_cond": "lung", "filter_advanced": "NOT AREA[Phase](PHASE1 OR PHASE4)"},
    ],
)
def test_a_search_finds_what_it_describes(client: httpx.Client, search: dict[str, str]) -> None:
    """Each of these describes the trial of small-cell cancer and no other."""
    assert listed(client, **search) == ["NCT00000001"]


def test_a_search_may_look_at_sponsors_titles_and_gaps(client: httpx.Client) -> None:
    """The other areas that a client of ours uses."""
    assert listed(client, query_spons="invented biotech") == ["NCT00000002"]
    assert listed(client, query_titles="trial 17") == ["NCT00000017"]
    assert len(listed(client, filter_advanced="AREA[Phase]MISSING")) == 23


def test_words_count_whole_and_phrases_stay_within_a_value(client: httpx.Client) -> None:
    """Neither a part of a word is found, nor a phrase that two values make together."""
    assert listed(client, query_cond="mall cell") == []
    assert listed(client, query_locn='"boston united"') == []
    assert listed(client, query_locn="boston united") == ["NCT00000001"]


def test_a_query_of_nothing_but_ids_ignores_the_filters(client: httpx.Client) -> None:
    """As the service has it."""
    asked = {"query_term": "NCT00000001 NCT00000002", "filter_overallStatus": "COMPLETED"}
    assert listed(client, **asked) == ["NCT00000001", "NCT00000002"]


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        ("query_recrs", "1", "`query.recrs` is unknown parameter"),
        ("filter_phase", "PHASE3", "`filter.phase` is unknown parameter"),
        (
            "filter_overallStatus",
            "RECRUITING,BADSTATUS",
            "Invalid value in parameter `overallStatus`: `BADSTATUS`",
        ),
        (
            "fields",
            "StudyDesign",
            "Parameter 'fields' contains invalid field name: 'StudyDesign'",
        ),
        (
            "filter_advanced",
            "AREA[X]y",
            "Error parsing query in advanced filter: Unknown area name: `X`",
        ),
        (
            "filter_advanced",
            "AREA[Phase]PHASE9",
            "Error parsing query in advanced filter: " + PHASES,
        ),
        (
            "filter_advanced",
            "(AREA[Phase]PHASE3",
            "Error parsing query in advanced filter: missing ')'",
        ),
        ("query_term", "lung)", "Error parsing query in Other terms: mismatched input ')'"),
        (
            "query_term",
            "lung [x",
            "Error parsing query in Other terms: no viable alternative at input ' [x'",
        ),
        (
            "query_term",
            "AND",
            "Error parsing query in Other terms: no viable alternative at input 'AND'",
        ),
        ("pageSize", "many", "Parameter `pageSize` has incorrect format"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    client: httpx.Client, parameter: str, value: str, sentence: str
) -> None:
    """400 and one sentence, in the wording that was seen of the service."""
    assert refusal(client, **{parameter: value}) == (400, sentence)


@pytest.mark.parametrize(
    "asked", [{"sort": "NCTId"}, {"format": "csv"}, {"markupFormat": "legacy"}]
)
def test_what_the_stand_in_cannot_do_it_says(client: httpx.Client, asked: dict[str, str]) -> None:
    """It never answers something else than what was asked for."""
    assert refusal(client, **asked)[0] == 501


# --- how it answers ---------------------------------------------------------------------------


def test_answers_are_packed_where_that_is_accepted(client: httpx.Client) -> None:
    """And only there."""
    packed = client.get("/api/v2/studies")
    plain = client.get("/api/v2/studies", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_a_user_agent_without_the_token_of_httpx_is_forbidden() -> None:
    """403 with a page of HTML, where the stand-in is told to be strict."""
    with (
        serve(Registry([DataSet(FIRST, [SMALL_CELL])]), strict_agent=True) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        assert client.get("/api/v2/version").status_code == 200
        ours = {"User-Agent": "tracker/1.0 (+a@example.org) python-httpx/0.28.1"}
        assert client.get("/api/v2/version", headers=ours).status_code == 200
        answer = client.get("/api/v2/version", headers={"User-Agent": "tracker/1.0"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


def test_requests_are_remembered_in_their_order(server: Server, client: httpx.Client) -> None:
    """With what was asked, how, and what came of it."""
    client.get("/api/v2/version")
    client.get("/api/v2/studies", params={"filter.ids": "NCT1|NCT2"}, headers={"X-Mark": "here"})
    first, second = server.requests
    assert (first.path, first.status, first.ids) == ("/api/v2/version", 200, ())
    assert (second.params, second.ids) == ({"filter.ids": "NCT1|NCT2"}, ("NCT1", "NCT2"))
    assert second.headers["x-mark"] == "here"
    assert first.time <= second.time
    assert server.most_in_flight == 1
    server.forget()
    assert server.requests == []


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    """HTTP/1.1, so that a client may keep to one connection."""
    lines = b"GET /api/v2/version HTTP/1.1\r\nHost: here\r\n\r\n" * 2
    port = int(server.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(lines)
        got = b""
        while got.count(b"dataTimestamp") < 2:
            got += connection.recv(4096)
    assert got.count(b"HTTP/1.1 200 OK") == 2


def test_it_ends_with_all_its_threads_though_a_client_still_holds_on() -> None:
    """An idle connection does not keep it alive, and no socket is left to be collected."""
    before = set(threading.enumerate())
    with httpx.Client() as client, serve(demo_registry()) as server:
        client.get(server.api + "/version")
    assert set(threading.enumerate()) == before


# --- faults -----------------------------------------------------------------------------------


def test_a_fault_strikes_as_often_as_it_is_told_to(server: Server, client: httpx.Client) -> None:
    """Only the requests that it is meant for, and only after those that it lets pass."""
    server.fail(times=2, after=1, status=503, headers={"Retry-After": "1"}, match="/studies")
    answers = [client.get(f"/api/v2/{path}") for path in ("studies", "version", *["studies"] * 3)]
    assert [answer.status_code for answer in answers] == [200, 200, 503, 503, 200]
    assert answers[2].headers["retry-after"] == "1"
    assert [asked.fault for asked in server.requests] == [None, None, "status", "status", None]


def test_a_fault_without_number_stays_until_it_is_healed(
    server: Server, client: httpx.Client
) -> None:
    """A registry that is down stays down."""
    server.fail("status", times=None, status=500, sentence="Broken")
    assert [client.get("/api/v2/version").text for _ in range(3)] == ["Broken"] * 3
    server.heal()
    assert client.get("/api/v2/version").is_success


def test_a_fault_that_does_not_exist_is_refused(server: Server) -> None:
    """With the names of those that do."""
    with pytest.raises(ValueError, match="status, html, text"):
        server.fail("sharks")


@pytest.mark.parametrize(
    ("fault", "status", "kind", "start"),
    [
        ("html", 200, "text/html", b"<!doctype html>"),
        ("text", 200, "text/plain", b"Service Unavailable"),
        ("empty", 200, "application/json", b""),
        ("redirect", 302, "text/plain", b""),
        ("wrong", 200, "application/json", b'{"protocolSection":{"identificationModule":{"nctId":'),
        ("drip", 200, "application/json", b'{"protocolSection"'),
        ("hang", 200, "application/json", b'{"protocolSection"'),
    ],
)
def test_answers_that_are_not_what_was_asked_for(
    server: Server, client: httpx.Client, fault: str, status: int, kind: str, start: bytes
) -> None:
    """Each comes whole over the wire; what is wrong is inside, or how long it takes."""
    server.fail(fault, seconds=0.1)
    answer = client.get("/api/v2/studies/NCT00000001")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(kind)
    assert answer.content.startswith(start)
    assert client.get("/api/v2/studies/NCT00000001").json() == SMALL_CELL


def test_a_forbidden_answer_is_the_page_of_the_wall(server: Server, client: httpx.Client) -> None:
    """403 is HTML, as it does not come from the service itself."""
    server.fail(status=403)
    assert client.get("/api/v2/version").headers["content-type"].startswith("text/html")


def test_another_trial_than_the_one_asked_for(server: Server, client: httpx.Client) -> None:
    """The answer is sound but for its id."""
    server.fail("wrong")
    answer = client.get("/api/v2/studies/NCT00000001").json()
    assert ids_of({"studies": [answer]}) == ["NCT00000042"]


def test_json_that_ends_in_the_middle(server: Server, client: httpx.Client) -> None:
    """Its length is as announced, so that only reading it tells."""
    server.fail("cut")
    with pytest.raises(json.JSONDecodeError):
        client.get("/api/v2/studies").json()


@pytest.mark.parametrize("fault", ["short", "reset"])
def test_connections_that_break(server: Server, client: httpx.Client, fault: str) -> None:
    """The body is shorter than announced, or nothing comes at all."""
    server.fail(fault)
    with pytest.raises(httpx.TransportError):
        client.get("/api/v2/studies")
    assert client.get("/api/v2/studies").is_success


@pytest.mark.parametrize("fault", ["huge", "bomb"])
def test_bodies_that_are_too_large(server: Server, client: httpx.Client, fault: str) -> None:
    """In the open, or packed into a small one."""
    server.fail(fault, size=100_000)
    with client.stream("GET", "/api/v2/studies/NCT00000001") as answer:
        raw = b"".join(answer.iter_raw())
    assert len(raw) < 2000
    assert len(gzip.decompress(raw)) >= 100_000


def test_the_data_set_flips_in_the_middle_of_a_walk(server: Server, client: httpx.Client) -> None:
    """The token of the first page is refused, and the version is another."""
    server.fail("flip", after=1, match="/studies")
    token = client.get("/api/v2/studies").json()["nextPageToken"]
    assert refusal(client, pageToken=token)[0] == 400
    assert client.get("/api/v2/version").json()["dataTimestamp"] == SECOND


def test_pages_without_end(server: Server, client: httpx.Client) -> None:
    """There is always a next page, and nothing on it."""
    server.fail("endless", times=2)
    token = client.get("/api/v2/studies").json()["nextPageToken"]
    answer = client.get("/api/v2/studies", params={"pageToken": token}).json()
    assert (answer["studies"], answer["nextPageToken"]) == ([], token)


def test_an_answer_can_begin_with_a_byte_order_mark(server: Server, client: httpx.Client) -> None:
    """The rest is as it should be."""
    right = client.get("/api/v2/version").content
    server.fail("mark")
    assert client.get("/api/v2/version").content == b"\xef\xbb\xbf" + right


def test_each_fault_has_been_seen_here() -> None:
    """The table of faults and the tests above go together."""
    tested = {"status", "html", "mark", "text", "empty", "redirect", "wrong", "drip", "hang"}
    assert set(FAULTS) == tested | {"cut", "short", "reset", "huge", "bomb", "flip", "endless"}


# --- records that change apart from the days ---------------------------------------------------


def test_a_trial_can_go(server: Server, client: httpx.Client) -> None:
    """404 by itself, absent from lists, and back again."""
    server.registry.remove("NCT00000001")
    assert client.get("/api/v2/studies/NCT00000001").status_code == 404
    assert listed(client, filter_ids="NCT1,NCT2") == ["NCT00000002"]
    assert len(listed(client)) == 24
    server.registry.restore("NCT00000001")
    assert listed(client, filter_ids="NCT1,NCT2") == ["NCT00000001", "NCT00000002"]


def test_a_trial_can_be_withheld(server: Server, client: httpx.Client) -> None:
    """Its record is there and says nearly nothing."""
    server.registry.withhold("NCT00000001")
    status = client.get("/api/v2/studies/NCT00000001").json()["protocolSection"]["statusModule"]
    assert status == {"overallStatus": "WITHHELD", "delayedPosting": True}


def test_a_trial_can_be_replaced(server: Server, client: httpx.Client) -> None:
    """A search sees the new state at once, on whatever day."""
    assert listed(client, query_titles="renamed") == []
    server.registry.put(study(4, identificationModule__briefTitle="Renamed"))
    server.registry.advance()
    assert listed(client, query_titles="renamed") == ["NCT00000004"]
    server.registry.restore()
    assert listed(client, query_titles="renamed") == []


def test_an_alias_of_a_trial_that_is_gone_leads_nowhere(
    server: Server, client: httpx.Client
) -> None:
    """404, not a redirect into the void."""
    server.registry.remove("NCT00000003")
    assert client.get("/api/v2/studies/NCT00000999").status_code == 404
