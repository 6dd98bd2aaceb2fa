"""Settings: every one documented, wrong ones refused with their name."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.errors import PresenceError
from dashboard.settings import HELP, PREFIX, Settings, load_settings


def test_every_setting_has_words_and_no_words_are_left_over() -> None:
    assert [setting.name for setting in fields(Settings)] == list(HELP)


def test_every_setting_is_described_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in HELP if f"{PREFIX}{name.upper()}" not in readme] == []


def test_the_environment_overrides_a_default() -> None:
    assert load_settings({"PRESENCE_PORT": "9000", "HOME": "/"}).port == 9000
    assert load_settings({}).port == 8050


@pytest.mark.parametrize(
    ("name", "text", "code"), [("PRESENCE_PORT", "many", "E-SETTING-VALUE"), ("PRESENCE_PROT", "1", "E-SETTING-NAME")]
)
def test_a_wrong_setting_is_refused_with_its_name(name: str, text: str, code: str) -> None:
    with pytest.raises(PresenceError, match=name) as error:
        load_settings({name: text})
    assert error.value.code == code
