"""Stories: every figure in a shipped sentence is the ledger's; every mistake in a file is told with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.domain.story import Fact, Story, StoryLimits
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger.facts import agrees, bare_figures, said_by, wrong_facts
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, read_story

IDS = ["american-troops", "creditors", "france-sahel", "venezuela-2019"]
GOOD = '[[steps]]\nview = "sender=RUS&date=2019-06"\ntitle = "T"\n'


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return open_ledger(load_settings().data)


@pytest.fixture(scope="module")
def stories(ledger: Ledger) -> dict[str, Story]:
    return load_stories(load_settings().data, ledger.vocabulary, StoryLimits(), 200_000)


def read(ledger: Ledger, text: str, steps: int = 40) -> Story:
    return read_story(text.encode(), "mine", ledger.vocabulary, StoryLimits(steps=steps), 200_000)


def test_these_are_shipped(stories: dict[str, Story]) -> None:
    assert list(stories) == IDS


@pytest.mark.parametrize("name", IDS)
def test_every_figure_of_every_sentence_is_the_ledgers(ledger: Ledger, stories: dict[str, Story], name: str) -> None:
    assert wrong_facts(ledger, stories[name]) == []
    assert bare_figures(ledger, stories[name]) == []


@pytest.mark.parametrize("name", IDS)
def test_every_step_rests_on_claims(ledger: Ledger, stories: dict[str, Story], name: str) -> None:
    rows = ledger.claims
    for step in stories[name].steps:
        known = (rows["measure"] == step.view.measure) & rows["sender"].isin(step.view.sender)
        assert known.any(), step.title
    named = {fact.claim for step in stories[name].steps for fact in step.facts if fact.claim}
    assert named <= set(rows["claim_id"])


def test_the_populations_of_venezuela_are_never_added(stories: dict[str, Story]) -> None:
    words = " ".join(f"{step.title} {step.caption}" for step in stories["venezuela-2019"].steps)
    assert not {"1,300", "1,400", "1,700", "94 %", "98 %"} & set(words.split())
    assert {step.view.definition for step in stories["venezuela-2019"].steps if step.view.measure == "contractors"} <= {
        "", "private-military-contractors",
    }  # fmt: skip


def test_a_figure_that_is_changed_by_one_is_found(ledger: Ledger, stories: dict[str, Story]) -> None:
    story = stories["american-troops"]
    first = replace(story.steps[0], caption=story.steps[0].caption.replace("115,306", "115,307"))
    fact = replace(first.facts[0], text="115,307")
    changed = replace(story, steps=(replace(first, facts=(fact, *first.facts[1:])),))
    assert [problem.code for problem in wrong_facts(ledger, changed)] == ["E-STORY-FACT"]
    alone = replace(story, title="", summary="", steps=(first,))
    assert [problem.found for problem in bare_figures(ledger, alone)] == ["'115,307'"]


@pytest.mark.parametrize(
    ("text", "said", "true"),
    [
        ("4.6 bn USD", 4.6e9, True), ("4.6 bn USD", 4.66e9, False), ("35,068", 35068.0, True), ("35,068", 35069.0, False),
        ("37.4 %", 37.377, True), ("three", 3.0, True), ("zero", 0.0, True), ("zero", 1.0, False), ("about 500", 503.0, False),
        ("“just a few dozen”", "just a few dozen", True), ("a few thousand", "just a few dozen", False),
        ("2 June 2019", pd.Timestamp("2019-06-02"), True), ("3 June 2019", pd.Timestamp("2019-06-02"), False),
    ],
)  # fmt: skip
def test_what_agrees_with_the_ledger(text: str, said: str | float | pd.Timestamp, true: bool) -> None:
    assert agrees(Fact(text, view=View()), said) is true


MISTAKES = [
    ("title = 3\n" + GOOD, "title"),
    ('title = "A"\n', "steps"),
    ('title = "A"\nsteps = 4\n', "steps"),
    ('title = "A"\ntitel = "B"\n' + GOOD, "titel"),
    ('title = "A"\n' + GOOD + 'view2 = ""\n', "step 1, view2"),
    ('title = "A"\n[[steps]]\nview = "sender=XXX"\ntitle = "T"\n', "step 1, view"),
    ('title = "A"\n[[steps]]\nview = "colour=red"\ntitle = "T"\n', "step 1, view"),
    ('title = "A"\n[[steps]]\nview = 4\ntitle = "T"\n', "step 1, view"),
    ('title = "A"\n[[steps]]\nview = ""\n', "step 1, title"),
    ('title = "A"\n' + GOOD + f'caption = "{"x" * 421}"\n', "step 1, caption"),
    ('title = "A"\n' + GOOD + 'notes = "a\\u0007b"\n', "step 1, notes"),
    ('title = "A"\n' + GOOD + 'focus = ["ATL"]\n', "step 1, focus"),
    ('title = "A"\n' + GOOD + 'focus = "VEN"\n', "step 1, focus"),
    ('title = "A"\n' + GOOD + 'picture = "film"\n', "step 1, picture"),
    ('title = "A"\n' + GOOD + 'picture = "series"\n', "step 1, picture"),
    ('title = "A"\n' + GOOD + 'area = "moon"\n', "step 1, area"),
    ('title = "A"\n' + GOOD + 'facts = [{ text = "1" }]\n', "step 1, fact 1"),
    ('title = "A"\n' + GOOD + 'facts = [{ text = "1", claim = "X", field = "colour" }]\n', "step 1, fact 1, field"),
    ('title = "A"\n' + GOOD + 'facts = [{ text = "1", view = "", host = "ATL" }]\n', "step 1, fact 1, host"),
    ('title = "A"\n' + GOOD * 3, "steps"),
    ("title = A\n", "mine.toml"),
]


@pytest.mark.parametrize(("text", "place"), MISTAKES, ids=[place + str(i) for i, (_, place) in enumerate(MISTAKES)])
def test_a_mistake_is_told_with_its_place(ledger: Ledger, text: str, place: str) -> None:
    with pytest.raises(PresenceError) as error:
        read(ledger, text, steps=2)
    assert any(place in problem.where for problem in error.value.problems), str(error.value)
    assert all(problem.expected and problem.next_step for problem in error.value.problems)


def test_all_mistakes_come_at_once(ledger: Ledger) -> None:
    with pytest.raises(PresenceError) as error:
        read(ledger, 'title = ""\n[[steps]]\nview = "sender=XXX"\n[[steps]]\nview = "date=x"\ntitle = "T"\narea = 5\n')
    places = [problem.where for problem in error.value.problems]
    assert places == [
        f"mine.toml, {place}" for place in ("title", "step 1, view", "step 1, title", "step 2, view", "step 2, area")
    ]


def test_a_file_that_is_too_large_is_not_read(ledger: Ledger) -> None:
    with pytest.raises(PresenceError, match="E-STORY-SIZE"):
        read_story(b"#" * 101, "mine", ledger.vocabulary, StoryLimits(), 100)


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["stories", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_lists_and_checks(tmp_path: Path) -> None:
    assert all(name in run("--format", "csv")[1] for name in IDS)
    code, _, told = run("check", "venezuela-2019")
    assert code == 0
    assert "0 figures without a fact" in told
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "A"\n' + GOOD + 'caption = "300 of them"\nfacts = [{ text = "300", claim = "VEN2019-V7", field = "high" }]\n'
    )
    code, _, told = run("check", str(path))
    assert code == 1
    assert "E-STORY-FACT in mine.toml, step 1, fact 1" in told


def test_a_story_that_is_not_there_is_told_with_those_that_are() -> None:
    code, _, told = run("check", "atlantis")
    assert code == 1
    assert "venezuela-2019" in told


def test_a_sum_over_hosts_takes_a_group_or_its_places_and_never_both(ledger: Ledger) -> None:
    view = View(sender=("FRA",), date=date(2022, 6, 30))
    # All figures of the map together are 30,170: the five states of Barkhane stand there four times.
    assert said_by(ledger, Fact("", view=view, field="sum")) == 18_350
