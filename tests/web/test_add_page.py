"""The page for a reader's own table: it explains whatever is sent, publishes nothing, and keeps what it was given for its reader alone."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ledger.generations import current_generation
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.add_words import FIELD_OF_OPTION, for_browser
from dashboard.web.security import protect
from dashboard.web.upload import add_upload
from dashboard.web.waiting import Looked, WaitingRoom
from tests.web.conftest import Reader

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TABLE = "Sending state,Host,Date,Troops\nFrance,Djibouti,2020-06,1450\nGermny,Mali,2020,=900\n"
FORM = {"definition": "deployed", "title": "My notes"}


def send(client: FlaskClient, content: bytes | str = TABLE, name: str = "mine.csv", **form: str) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return client.post("/add", data={**FORM, **form, "file": (io.BytesIO(body), name)})


def send_large(client: FlaskClient, content: bytes) -> Any:
    """Without the client's own encoder, which writes large files to the disk."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="mine.csv"\r\n\r\n'
    return client.post("/add", data=head + content + b"\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")


def shown(client: FlaskClient, answer: Any) -> str:
    assert answer.status_code == 303
    return str(client.get(answer.headers["Location"]).get_data(as_text=True))


def test_a_table_is_shown_as_it_was_understood(client: FlaskClient) -> None:
    answer = send(client)
    page = shown(client, answer)
    assert "1 new claim," in page
    assert "1 row to mend" in page
    assert "E-ADD-PLACE" in page
    assert "Djibouti" in page
    assert "presence add mine.csv --definition deployed --source-title &#x27;My notes&#x27; --yes" in page


def test_the_name_of_a_file_shows_as_it_is_where_its_page_is_passed_on(client: FlaskClient) -> None:
    """A publisher who is sent the address of the page reads the name there."""
    page = shown(client, send(client, name="2019-\u202egnp.csv"))
    assert "2019-?gnp.csv" in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "said", [{"title": "My \u202enotes"}, {"licence": "CC0\x07"}, {"url": "javascript:alert(1)"}], ids=["title", "licence", "url"]
)
def test_what_the_catalogue_would_not_take_is_refused_before_anyone_publishes_it(
    client: FlaskClient, said: dict[str, str]
) -> None:
    answer = send(client, **said)
    assert answer.status_code == 422
    assert "E-ADD-SOURCE" in answer.get_data(as_text=True)


def test_what_is_wrong_with_a_whole_table_begins_with_what_to_do(client: FlaskClient) -> None:
    """The list of what would be accepted may be longer than the screen of a phone."""
    text = send(client, b"sender,host,date,soldiers\nFrance,Mali,2019,5\n", definition="").get_data(as_text=True)
    assert 0 < text.index("Next step") < text.index("Expected: definition")


def test_a_text_that_is_too_long_is_refused_and_not_cut(client: FlaskClient) -> None:
    """Half a definition would be another definition."""
    most = load_settings().upload_max_field_chars
    assert f"maxlength='{most}'" in client.get("/add").get_data(as_text=True)
    page = send(client, own_text="x" * (most + 1), columns="a=sender\n" * 10_000)
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "own_text: 1,001 letters." in text
    assert "Expected: at most 1,000. (E-ADD-LONG)" in text
    assert "<b>columns: " in text
    assert "PRESENCE_UPLOAD_MAX_FIELD_CHARS" in text
    assert shown(client, send(client, title="x" * 60))


def test_a_measure_of_ones_own_is_previewed_and_no_other_reader_sees_it(client: FlaskClient) -> None:
    own = {
        "new_measure": "armoured_vehicles", "measure_title": "Armoured vehicles", "measure_unit": "vehicles", "measure_kind": "stock",
        "measure_domain": "military", "measure_text": "Vehicles with armour, <b>without</b> trucks", "definition": "",
    }  # fmt: skip
    answer = send(client, "sender,host,date,value\nFrance,Chad,2020,88\n", **own)
    page = shown(client, answer)
    assert "1 host would be newly coloured" in page
    assert (
        "Armoured vehicles (armoured_vehicles), a stock in vehicles: Vehicles with armour, &lt;b&gt;without&lt;/b&gt; trucks."
        in page
    )
    assert "--measure-domain military" in page
    assert "value='armoured_vehicles'" not in client.get("/add").get_data(as_text=True)
    lacking = send(client, "sender,host,date,value\nFrance,Chad,2020,88\n", **{**own, "measure_unit": ""})
    assert lacking.status_code == 422
    assert "E-ADD-NEW-MEASURE" in lacking.get_data(as_text=True)


def test_the_rows_to_mend_are_handed_out_safe_from_formulas(client: FlaskClient) -> None:
    answer = send(client)
    file = client.get(f"{answer.headers['Location']}/0.csv")
    assert file.status_code == 200
    assert "attachment" in file.headers["Content-Disposition"]
    assert ",'=900" in file.get_data(as_text=True)


def test_nothing_is_published(client: FlaskClient) -> None:
    store = load_settings().data / "store"
    before = current_generation(store)
    send(client)
    assert current_generation(store) == before
    assert not (load_settings().data / "added").exists()


def test_what_was_sent_is_found_under_its_own_address_alone(client: FlaskClient) -> None:
    one, other = send(client).headers["Location"], send(client).headers["Location"]
    assert one != other
    assert re.fullmatch(r"/add/[\w-]{43}", one)
    assert client.get(one[:-1] + ("A" if one[-1] != "A" else "B")).status_code == 404
    assert client.get(f"{one}/7.csv").status_code == 404


def test_no_cookie_and_nothing_kept_by_browsers_on_the_way(client: FlaskClient) -> None:
    answer = send(client)
    for response in (answer, client.get(answer.headers["Location"]), client.get("/add")):
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "form-action 'self'" in response.headers["Content-Security-Policy"]


def test_the_page_has_a_label_for_every_field_and_no_script_of_its_own(client: FlaskClient) -> None:
    page = client.get("/add").get_data(as_text=True)
    fields = re.findall(r"<(?:input|select|textarea) [^>]*name='(\w+)'", page)
    assert {"file", "measure", "definition", "columns", "dates"} <= set(fields)
    assert page.count("<label>") == len(fields)
    assert re.findall(r"<script[^>]*>", page) == re.findall(r"<script src=[^>]*>", page)
    assert "onclick" not in page


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "", "E-OPEN-KIND"), (b"x", "a.exe", "E-OPEN-KIND"), (b"PK\x03\x04", "a.xlsx", "E-OPEN-FORMAT"),
        (b"1,2\n3,4\n", "a.csv", "E-ADD-HEADER"), (b"a,b\n1,2\n", "a.csv", "E-ADD-MISSING"),
            ("sender,host,date,value\n", "a.csv", "E-ADD-MISSING"),
        ("a,\u202eb\n", "a.csv", "E-OPEN-HIDDEN"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_explained_on_the_page(client: FlaskClient, content: bytes | str, name: str, code: str) -> None:
    answer = send(client, content, name, definition="")
    assert answer.status_code in (400, 422)
    assert code in answer.get_data(as_text=True)


def test_a_post_without_a_file_is_explained(client: FlaskClient) -> None:
    assert client.post("/add", data=FORM).status_code == 422
    assert client.post("/add", data=b"\xff", content_type="multipart/form-data; boundary=x").status_code == 422
    assert client.post("/add", data=b"x").status_code == 422


def test_a_file_above_the_limit_is_refused(client: FlaskClient) -> None:
    assert send_large(client, b"a" * 1_100_000).status_code == 413


def test_a_post_from_another_site_is_refused(client: FlaskClient) -> None:
    assert client.post("/add", data=FORM, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_text_from_the_table_is_never_markup(client: FlaskClient) -> None:
    evil = '<script>alert(1)</script><a href="https://example.org">x</a>'
    row = f'"{evil.replace(chr(34), chr(34) * 2)}"'
    page = shown(
        client, send(client, f"Sending state,Host,Date,Troops,{row}\n{row},Mali,2020,5,x\n", f"{evil[:20]}.csv", title=evil)
    )
    assert "<script>alert" not in page
    assert '<a href="https://example.org"' not in page
    assert "&lt;script&gt;alert(1)" in page


CELL = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    ["France", "Mali", "2020", "5", "1,2", "-", "'"]
)
FIELDS = [
    "measure",
    "definition",
    "sender",
    "host",
    "date",
    "unit",
    "title",
    "sheet",
    "columns",
    "dates",
    "mark",
    "source_id",
    "x",
]


@QUICK
@given(
    content=st.binary(max_size=300) | st.lists(st.lists(CELL, min_size=1, max_size=6).map(",".join), max_size=5).map(
        lambda rows: "\n".join(["sender,host,date,troops,note", *rows]).encode()
    ),
    name=st.text(max_size=20) | st.sampled_from(["a.csv", "a.tsv", "../a.csv", "a.csv\0"]),
    form=st.dictionaries(
        st.sampled_from(FIELDS),
        st.text(max_size=30) | st.sampled_from(["troops", "deployed", "France", "dmy", "note=url", "us-troops-dmdc"]), max_size=5,
    ),
)  # fmt: skip
def test_whatever_is_sent_the_answer_explains(client: FlaskClient, content: bytes, name: str, form: dict[str, str]) -> None:
    answer = client.post("/add", data={**form, "file": (io.BytesIO(content), name)})
    assert answer.status_code in (303, 422)
    # This code is for faults of the program.
    assert "E-ADD-UNREAD" not in answer.get_data(as_text=True)
    if answer.status_code == 303:
        assert client.get(answer.headers["Location"]).status_code == 200


@QUICK
@given(st.text(max_size=60))
def test_no_address_below_the_page_fails(client: FlaskClient, token: str) -> None:
    from urllib.parse import quote

    assert client.get(f"/add/{quote(token, safe='')}").status_code in (200, 404, 405, 308)
    assert client.get(f"/add/{quote(token, safe='')}/0.csv").status_code in (404, 405, 308)


def test_files_are_forgotten_by_number_and_by_age() -> None:
    now = [0.0]
    room = WaitingRoom(2, 60, lambda: now[0])
    names = [room.put(lambda token: Looked(token, ())) for _ in range(3)]
    assert [room.get(name) is not None for name in names] == [False, True, True]
    now[0] = 61
    assert [room.get(name) for name in names] == [None, None, None]


def server(**changed: int) -> FlaskClient:
    chosen = replace(load_settings(), **changed)
    made = flask.Flask("small")
    made.config["MAX_CONTENT_LENGTH"] = chosen.max_request_bytes
    add_upload(made, chosen, open_ledger(chosen.data))
    protect(made, chosen)
    made.test_client_class = Reader
    return made.test_client()


def test_no_room_no_page() -> None:
    assert server(upload_max_waiting=0).get("/add").status_code == 404


def test_the_bounds_of_uploads_are_settings() -> None:
    client = server(upload_max_rows=2)
    answer = send(client, TABLE + "Italy,Mali,2020,5\n")
    assert answer.status_code == 422
    assert "E-OPEN-SIZE" in answer.get_data(as_text=True)


def test_no_more_files_are_read_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    client = server(upload_max_at_once=1)
    inner: list[int] = []
    from dashboard.web import upload

    real = upload.read_content

    def slow(*given: Any) -> Any:
        inner.append(send(client).status_code) if not inner else None
        return real(*given)

    monkeypatch.setattr(upload, "read_content", slow)
    assert send(client).status_code == 303
    assert inner == [503]


def test_rows_are_not_kept_on_disk(client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def refused(*_given: object, **_named: object) -> None:
        raise AssertionError("a file on disk")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refused)
    answer = send_large(client, (TABLE + "Italy,Mali,2020,5\n" * 40_000).encode())
    assert "E-OPEN-SIZE" in answer.get_data(as_text=True)
    assert list(tmp_path.iterdir()) == []


def test_advice_names_the_fields_of_the_page_and_no_option_of_the_command_line(client: FlaskClient) -> None:
    page = send(client, "Where,When,How many\nMali,2.6.2019,5\n", definition="").get_data(as_text=True)
    assert "&#x27;Sender of every row&#x27;: France, or name the column" in page
    assert "write its header, then =measure, under &#x27;Columns that are not recognised&#x27;" in page
    looked = shown(client, send(client, TABLE.replace("2020-06", "2.6.2019")))
    assert "say which stands first: &#x27;Dates such as 2.6.2019&#x27;" in looked
    assert not re.search(r"--(?!definition deployed|source-title|yes)\w", page + looked.replace("<!--", ""))


def test_every_option_that_advice_may_name_has_its_field_on_the_page(client: FlaskClient) -> None:
    page = client.get("/add").get_data(as_text=True)
    labels = {label.rpartition(": ")[2] for label in FIELD_OF_OPTION.values()}
    assert [label for label in sorted(labels) if label not in page] == []
    assert for_browser("--measure-domain and --measure VALUE, or --date 2019") == (
        "'A measure of your own: Where it belongs' and 'Measure of every row', or 'Date of every row': 2019"
    )


def test_what_was_said_stands_in_the_form_again_after_a_refusal(client: FlaskClient) -> None:
    said = {"sender": "<b>France</b>", "columns": "Wo=host", "dates": "dmy"}
    page = send(client, "x,y\n1,2\n", **said).get_data(as_text=True)
    assert "value='&lt;b&gt;France&lt;/b&gt;'" in page
    assert ">Wo=host</textarea>" in page
    assert "<option value='dmy' selected>" in page
    assert "selected" not in client.get("/add").get_data(as_text=True)
