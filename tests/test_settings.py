"""Settings: one table, from which the environment, the options, the command and the documentation follow; wrong ones are refused.

``python -m tests.test_settings`` writes the documentation's tables anew: all settings in SETTINGS.md, those that an operator needs
first in the README.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import PresenceError
from dashboard.setting import NUMBER, SWITCH, shown
from dashboard.settings import BY_NAME, TABLE, Settings, load_settings, written_row, written_table

ROOT = Path(__file__).parent.parent
README, ALL_OF_THEM = ROOT / "README.md", ROOT / ".github" / "SETTINGS.md"
FIRST = ["host", "port", "workers", "prefix", "public_url", "user_header", "publishers", "marking", "allow_embedding_from"]
WRITTEN = re.compile(r"^\| setting \| default .*?(?=\n\n|\n\Z)", re.MULTILINE | re.DOTALL)
NUMBERS = [row for row in TABLE if row.kind == NUMBER]


def test_every_field_is_a_row_of_the_table() -> None:
    assert [field.name for field in fields(Settings)] == [row.name for row in TABLE]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_setting_says_what_it_does_and_what_it_counts(row) -> None:
    assert re.fullmatch(r"[A-Z][^|]+\.", row.help)
    assert row.unit or row.kind != NUMBER or row.name == "port"
    assert row.most is None or row.least <= int(row.default) <= row.most


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_default_may_be_typed(row) -> None:
    assert row.parse(shown(getattr(Settings(), row.name)), "") == getattr(Settings(), row.name)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_the_documentation_has_the_row(row) -> None:
    assert written_row(row) in ALL_OF_THEM.read_text(encoding="utf-8"), "run: python -m tests.test_settings"


@pytest.mark.parametrize("file", [README, ALL_OF_THEM], ids=lambda file: file.name)
def test_the_documentation_has_no_row_too_many(file: Path) -> None:
    found = WRITTEN.search(file.read_text(encoding="utf-8"))
    assert found
    assert found[0] == _tables()[file], "run: python -m tests.test_settings"


def test_the_environment_overrides_a_default_and_an_option_both() -> None:
    assert load_settings({}).port == 8050
    assert load_settings({"PRESENCE_PORT": "9000", "HOME": "/"}).port == 9000
    assert load_settings({"PRESENCE_PORT": "9000"}, {"port": "9001"}).port == 9001


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PRESENCE_PORT", "many"), ("PRESENCE_PORT", "65536"), ("PRESENCE_PORT", "-1"), ("PRESENCE_PORT", ""), ("PRESENCE_PORT", "8_050"),
        ("PRESENCE_PORT", "٨٠٥٠"), ("PRESENCE_PORT", "9" * 5000), ("PRESENCE_THREADS", "0"), ("PRESENCE_THREADS", "1.5"),
        ("PRESENCE_MAX_REQUEST_BYTES", "0"), ("PRESENCE_SNAPSHOT_KEEP", "0"), ("PRESENCE_DATA", ""), ("PRESENCE_HOST", "a b"),
        ("PRESENCE_ALLOW_EMBEDDING_FROM", "'none'; script-src *"), ("PRESENCE_ALLOW_EMBEDDING_FROM", "a\r\nSet-Cookie: b"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_what_was_expected(name: str, text: str) -> None:
    row = BY_NAME[name.removeprefix("PRESENCE_").lower()]
    with pytest.raises(PresenceError, match=name) as error:
        load_settings({name: text})
    assert [(p.code, p.expected) for p in error.value.problems] == [("E-SETTING-VALUE", row.expected)]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.name)
def test_the_bounds_of_a_number_may_be_typed_and_what_is_beyond_may_not(row) -> None:
    assert getattr(load_settings({row.environment: str(row.least)}), row.name) == row.least
    beyond = [row.least - 1] + ([row.most + 1] if row.most is not None else [])
    for value in beyond:
        with pytest.raises(PresenceError, match="E-SETTING-VALUE"):
            load_settings({row.environment: str(value)})


@pytest.mark.parametrize(
    ("name", "meant"),
    [("PRESENCE_PROT", "PRESENCE_PORT"), ("PRESENCE_THREAD", "PRESENCE_THREADS"), ("PRESENCE_MAX_ROWS", "PRESENCE_ADD_MAX_ROWS")],
)
def test_an_unknown_name_is_refused_with_the_one_that_was_meant(name: str, meant: str) -> None:
    with pytest.raises(PresenceError, match=name) as error:
        load_settings({name: "1"})
    assert error.value.code == "E-SETTING-NAME"
    assert meant in error.value.problems[0].next_step


def test_every_wrong_setting_is_told_at_once() -> None:
    with pytest.raises(PresenceError) as error:
        load_settings({"PRESENCE_PORT": "x", "PRESENCE_PROT": "1", "PRESENCE_THREADS": "0"})
    assert [p.code for p in error.value.problems] == ["E-SETTING-NAME", "E-SETTING-VALUE", "E-SETTING-VALUE"]


def test_the_command_tells_what_is_in_force_and_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_PORT", "9000")
    told = {row["setting"]: row for row in json.loads(CliRunner().invoke(main, ["settings", "--format", "json"]).stdout)}
    assert list(told) == [row.environment for row in TABLE]
    assert (told["PRESENCE_PORT"]["value"], told["PRESENCE_PORT"]["from"]) == ("9000", "environment, PRESENCE_PORT")
    assert (told["PRESENCE_THREADS"]["value"], told["PRESENCE_THREADS"]["from"]) == ("8", "default")


def test_the_options_of_serve_are_those_of_the_table() -> None:
    options = {option for parameter in main.commands["serve"].params for option in parameter.opts}
    assert options == {row.option for row in TABLE if row.served}


def test_a_wrong_option_is_explained_with_its_name() -> None:
    done = CliRunner().invoke(main, ["serve", "--port", "many"])
    assert done.exit_code == 1
    assert "E-SETTING-VALUE in --port" in done.stderr
    assert "from 0 to 65,535" in done.stderr


def test_a_switch_is_on_or_off_and_nothing_else() -> None:
    for row in (row for row in TABLE if row.kind == SWITCH):
        assert [getattr(load_settings({row.environment: text}), row.name) for text in ("on", "OFF")] == [True, False]
        with pytest.raises(PresenceError, match="on or off"):
            load_settings({row.environment: "yes"})


def _tables() -> dict[Path, str]:
    return {README: written_table(tuple(BY_NAME[name] for name in FIRST)), ALL_OF_THEM: written_table()}


if __name__ == "__main__":
    for file, table in _tables().items():
        file.write_text(WRITTEN.sub(lambda _, table=table: table, file.read_text(encoding="utf-8")), encoding="utf-8")
