"""Talk mode in a real browser: nothing is asked for while it runs, everything fits, and every key does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from dashboard.domain.story import StoryLimits
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, read_story
from tests.browser.conftest import VIEWPORTS, OpenPage

STORIES = ["american-troops", "creditors", "france-sahel", "venezuela-2019"]
READY = "() => window.presenceTalk && window.presenceTalk.data && !document.getElementById('go').disabled"
# Every text on the screen: its size in pixels of a screen of 1080 lines, and whether it lies inside the window.
MEASURE = """() => {
  const found = { smallest: 1e9, outside: [] }, walk = document.createTreeWalker(document.getElementById("talk"), NodeFilter.SHOW_TEXT);
  const stage = document.getElementById("stage").getBoundingClientRect();
  while (walk.nextNode()) {
    const text = walk.currentNode, parent = text.parentElement;
    if (!text.data.trim() || parent.closest(".unseen, [hidden], defs")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect(), svg = parent.closest("svg");
    if (!box.width) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize) * (svg ? parent.getScreenCTM().a : 1);
    found.smallest = Math.min(found.smallest, size / (innerHeight / 1080));
    const inStage = !parent.closest("#stage") || (box.top >= stage.top - 1 && box.bottom <= stage.bottom + 1);
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || !inStage) found.outside.push(text.data);
  }
  found.scrolls = document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight;
  found.title = parseFloat(getComputedStyle(document.getElementById("title")).fontSize) / (innerHeight / 1080);
  return found;
}"""


def begin(open_page: OpenPage, path: str, **context: Any) -> Page:
    page = open_page(path, ready=False, **context)
    page.wait_for_function(READY)
    page.locator("#go").click()
    expect(page.locator("#talk")).to_be_visible()
    return page


def at(page: Page) -> int:
    return int(page.evaluate("window.presenceTalk.at"))


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (3840, 2160)])
def test_every_step_fits_the_screen_in_large_type(open_page: OpenPage, story: str, width: int, height: int) -> None:
    page = open_page(f"/stories/{story}/talk?loop=3600&marking=TLP:CLEAR", ready=False)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("() => window.presenceTalk && window.presenceTalk.running")
    for _ in range(int(page.evaluate("window.presenceTalk.data.steps.length"))):
        found = page.evaluate(MEASURE)
        title = page.locator("#title").inner_text()
        assert found["outside"] == [], title
        assert not found["scrolls"], title
        assert found["smallest"] >= 19.9, title
        assert found["title"] == pytest.approx(40, abs=0.1)
        page.keyboard.press("ArrowRight")


def test_nothing_is_asked_for_while_the_talk_runs(open_page: OpenPage) -> None:
    page = begin(open_page, "/stories/american-troops/talk")
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)
    titles = []
    for key in ["ArrowRight", "PageDown", " ", "ArrowDown", "End", "b", "b", "c", "f", "Escape", "Home", "l", "l"]:
        page.keyboard.press(key)
        page.wait_for_timeout(60)
        titles.append(page.locator("#title").inner_text())
    assert asked == []
    assert len(set(titles)) >= 6


def test_keys_walk_jump_blank_and_leave(open_page: OpenPage, atlas_url: str) -> None:
    page = begin(open_page, "/stories/venezuela-2019/talk")
    for key, place in [
        ("ArrowRight", 1),
        ("PageDown", 2),
        (" ", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("End", 8),
        ("ArrowRight", 8),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        assert at(page) == place, key
    page.keyboard.press("7")
    expect(page.locator("#typed")).to_be_visible()
    page.keyboard.press("Enter")
    assert at(page) == 6
    expect(page.locator("#title")).to_contain_text("what Venezuela still owed")
    page.keyboard.press("b")
    expect(page.locator("#blank")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("#blank")).to_be_hidden()
    page.keyboard.press("Escape")
    page.wait_for_url(f"{atlas_url}/stories/venezuela-2019")


def test_only_what_changed_is_painted_anew(open_page: OpenPage) -> None:
    page = begin(open_page, "/stories/american-troops/talk")
    before = page.evaluate("[...document.querySelectorAll('#map .lands path')].map((one) => one.dataset.fill)")
    page.evaluate(
        """() => { window.touched = new Set(); const see = (list) => list.forEach((one) => window.touched.add(one.target.dataset.id));
        const what = { subtree: true, attributes: true, attributeFilter: ["data-fill", "d"] };
        new MutationObserver(see).observe(document.querySelector("#map .lands"), what); }"""
    )
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    after = page.evaluate("[...document.querySelectorAll('#map .lands path')].map((one) => one.dataset.fill)")
    touched = page.evaluate("window.touched.size")
    assert touched == sum(one != other for one, other in zip(before, after, strict=True))
    assert 0 < touched < len(after)


@pytest.mark.parametrize(("motion", "time"), [("no-preference", "0.15s"), ("reduce", "0s")])
def test_fills_move_unless_the_system_asks_for_none(open_page: OpenPage, motion: str, time: str) -> None:
    page = begin(open_page, "/stories/american-troops/talk", reduced_motion=motion)
    assert page.evaluate("getComputedStyle(document.querySelector('#map .lands path')).transitionDuration").split(", ")[0] == time


def test_a_place_is_found_by_its_name_and_the_others_step_back(open_page: OpenPage) -> None:
    page = begin(open_page, "/stories/american-troops/talk")
    page.keyboard.press("f")
    page.keyboard.type("germ")
    expect(page.locator("#find-list button").first).to_have_text("Germany")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("Germany: 97,820")
    # In 1950 Germany is drawn as two shapes.
    lit = page.locator("#map .lands path:not(.is-dim)").evaluate_all("all => all.map((one) => one.dataset.id)")
    filled = page.evaluate(
        """() => { const { places, steps } = window.presenceTalk.data;
        return places.map(([id]) => id).filter((_, i) => steps[0].hosts[i] === "DEU"); }"""
    )
    assert set(lit) == {"DEU", *filled}
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()


def test_the_second_window_has_notes_claims_and_the_step_and_hears_of_newer_data(open_page: OpenPage) -> None:
    page = begin(open_page, "/stories/venezuela-2019/talk")
    page.context.route("**/readyz", lambda route: route.fulfill(json={"generation": "ffff000011112222", "claims": 1}))
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.locator("#n-title")).to_have_text("Venezuela 2019: who left?")
    page.keyboard.press("ArrowRight")
    expect(notes.locator("#n-where")).to_have_text("Step 2 of 9")
    expect(notes.locator("#n-notes")).to_contain_text("same person")
    expect(notes.locator("#n-claims a").first).to_have_attribute("href", "/claims?claim=VEN2019-V1")
    expect(notes.locator("#n-ahead")).to_have_text("Rostec denies the number, and the fall")
    expect(notes.locator("#n-newer")).to_contain_text("ffff000011112222")
    notes.locator("#n-next").click()
    expect(page.locator("#title")).to_have_text("Rostec denies the number, and the fall")
    assert "ffff" not in page.locator("body").inner_text()
    expect(notes.locator("#n-clock")).not_to_have_text("0:00")
    assert grave(notes) == []


def test_it_runs_by_itself_and_stops(open_page: OpenPage) -> None:
    page = open_page("/stories/venezuela-2019/talk?loop=1", ready=False)
    page.wait_for_function("() => window.presenceTalk && window.presenceTalk.at >= 2")
    page.keyboard.press("l")
    place = at(page)
    page.wait_for_timeout(1500)
    assert at(page) == place


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_nothing_serious_is_found_in_any_theme(open_page: OpenPage, theme: str) -> None:
    page = open_page(f"/stories/american-troops/talk?theme={theme}", ready=False)
    page.wait_for_function(READY)
    assert grave(page) == []
    page.locator("#go").click()
    for place in (1, 5, 7):
        page.keyboard.press(str(place))
        page.keyboard.press("Enter")
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)")
        assert grave(page) == [], place


def test_a_view_of_the_map_is_presented_by_key(open_page: OpenPage) -> None:
    page = open_page("/?sender=RUS&host=VEN&date=2019-06-30")
    page.keyboard.press("p")
    page.wait_for_function(READY)
    page.locator("#go").click()
    expect(page.locator("#title")).to_have_text("Russian troops abroad, June 2019")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#talk")).to_have_attribute("data-picture", "series")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#figure .statements li").first).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url("**/?sender=RUS&host=VEN&date=2019-06-30*")


@pytest.mark.parametrize("size", list(VIEWPORTS))
def test_the_menu_opens_below_its_button_inside_the_window(open_page: OpenPage, size: str) -> None:
    page = open_page("/", viewport=size)
    page.locator("#present summary").click()
    button, menu = page.locator("#present summary").bounding_box(), page.locator("#present .menu").bounding_box()
    assert button
    assert menu
    assert 0 <= menu["y"] - button["y"] - button["height"] < 20
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= VIEWPORTS[size]["width"]


def test_the_marking_stands_on_every_step(open_page: OpenPage) -> None:
    page = begin(open_page, "/talk?marking=TLP:AMBER")
    expect(page.locator("#marking")).to_have_text("TLP:AMBER")


@pytest.mark.parametrize("story", STORIES)
def test_the_reader_needs_no_script(open_page: OpenPage, story: str) -> None:
    page = open_page(f"/stories/{story}", ready=False, java_script_enabled=False)
    shipped = load_stories(load_settings().data, open_ledger(load_settings().data).vocabulary, StoryLimits(), 200_000)[story]
    assert page.locator("section.step").count() == len(shipped.steps)
    for number, step in enumerate(shipped.steps, 1):
        section = page.locator(f"#step-{number}")
        expect(section.locator("h2")).to_have_text(step.title)
        picture = {"map": "svg.map", "series": ".plot svg", "claims": ".statements a"}[step.picture]
        expect(section.locator(picture).first).to_be_visible()
        expect(section.get_by_role("link", name="On the map")).to_have_attribute("href", f"/?{step.view.encode()}")


def test_a_story_is_composed_saved_and_opened_again(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/?sender=RUS&host=VEN&date=2019-06-30")
    for _ in range(2):
        page.locator("#present summary").click()
        page.locator("#add-step").click()
        expect(page.locator("#add-step")).to_contain_text("Added as step")
        page.keyboard.press("Escape")
    page.locator("#present summary").click()
    page.locator("#compose").click()
    expect(page.locator("#c-title-1")).to_be_visible()
    page.locator("#c-title").fill('My “story” with "quotes" and \\ back-slashes')
    page.locator("#c-title-0").fill("First")
    page.locator("#c-caption-0").fill("About 300\nsaid by one")
    page.locator("#c-title-1").fill("Second")
    page.locator("#c-picture-1").select_option("claims")
    page.locator("#c-title-1").press("Alt+ArrowUp")
    expect(page.locator("#c-title-0")).to_have_value("Second")
    page.reload()
    expect(page.locator("#c-title-0")).to_have_value("Second")
    with page.expect_download() as saved:
        page.locator("#c-save").click()
    saved.value.save_as(tmp_path / "mine.toml")
    text = (tmp_path / "mine.toml").read_bytes()
    story = read_story(text, "mine", open_ledger(load_settings().data).vocabulary, StoryLimits(), 200_000)
    assert [step.title for step in story.steps] == ["Second", "First"]
    assert story.title == 'My “story” with "quotes" and \\ back-slashes'
    assert story.steps[1].lines == ("About 300", "said by one")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#c-clear").click()
    expect(page.locator("#c-steps")).to_contain_text("No step yet")
    page.locator("#c-open").set_input_files(tmp_path / "mine.toml")
    expect(page.locator("#c-title-1")).to_have_value("First")
    page.locator("#c-talk").click()
    page.wait_for_function(READY)
    page.locator("#go").click()
    expect(page.locator("#title")).to_have_text("Second")


def test_mistakes_in_a_file_are_told_with_their_place(open_page: OpenPage, tmp_path: Path, guard: object) -> None:
    guard.expect(r"422")  # type: ignore[attr-defined]
    page = open_page("/stories/compose", ready=False)
    path = tmp_path / "wrong.toml"
    path.write_text('title = "A"\n[[steps]]\nview = "sender=XXX"\ntitle = "<b>T</b>"\narea = "moon"\n')
    page.locator("#c-open").set_input_files(path)
    expect(page.locator("#c-state")).to_contain_text("step 1, view")
    expect(page.locator("#c-state")).to_contain_text("step 1, area")


@pytest.mark.parametrize("size", list(VIEWPORTS))
def test_the_composer_stays_in_the_window(open_page: OpenPage, size: str) -> None:
    page = open_page("/stories/compose", ready=False, viewport=size)
    page.evaluate(
        "window.presenceStory.add({ view: 'sender=RUS', title: 'T', caption: '', notes: '', picture: 'map', area: 'world', focus: [] })"
    )
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= VIEWPORTS[size]["width"]
    assert grave(page) == []


# Sizes of the smallest letters of the picture in pixels of a screen of 1080 lines, as it is shown, and whether it lies on the stage.
PICTURE = """async () => {
  const image = document.querySelector("#figure img"), box = image.getBoundingClientRect();
  await image.decode();
  const bytes = Uint8Array.from(atob(decodeURIComponent(image.src.split(",")[1])), (one) => one.charCodeAt(0));
  const drawn = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
  const texts = [...drawn.querySelectorAll("text")], title = document.getElementById("title").textContent;
  const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
  return {
    smallest: Math.min(...texts.map((one) => parseFloat(one.getAttribute("font-size")))) * scale / (innerHeight / 1080),
    inside: box.bottom <= innerHeight && box.right <= innerWidth, twice: texts.filter((one) => one.textContent === title).length,
  };
}"""
SPOKEN = """A sentence of some length about what is seen here
And what it does not say, in a second one that is as long as such sentences are."""
COMPARISONS = {
    "Where most stand": "kind=ranking&sender=USA&date=2019-06-30",
    "Then and now": "kind=maps&sender=RUS&date=2019-06-30&right_date=2023-12-31",
    "Twelve senders": "kind=multiples&sender=all&by=sender&date=2019-06-30",
    "Five years": "kind=slope&since=2015-06-30&date=2019-06-30",
    "Who is where": "kind=matrix&sender=all&date=2019-06-30",
    "Two measures": "kind=together&sender=CHN&measure=projects&other=debt_stock",
}


def test_comparisons_are_read_from_the_back_of_a_room(open_page: OpenPage, tmp_path: Path) -> None:
    steps = [f'[[steps]]\nview = "{view}"\ntitle = "{title}"\ncaption = """{SPOKEN}"""\n' for title, view in COMPARISONS.items()]
    file = tmp_path / "compared.toml"
    file.write_text('title = "Compared"\n' + "".join(steps), encoding="utf-8")
    page = open_page("/stories/compose", ready=False, viewport="wall")
    page.locator("#c-open").set_input_files(file)
    expect(page.locator("#c-steps > li")).to_have_count(len(steps))
    page.locator("#c-talk").click()
    page.wait_for_function(READY, timeout=90_000)
    page.locator("#go").click()
    for title in COMPARISONS:
        expect(page.locator("#title")).to_have_text(title)
        found = page.evaluate(MEASURE)
        assert found["outside"] == [], title
        assert found["smallest"] >= 19.9, title
        seen = page.evaluate(PICTURE)
        assert seen["inside"], title
        assert seen["smallest"] >= 19.9, (title, seen["smallest"])
        assert seen["twice"] == 0, title
        page.keyboard.press("ArrowRight")
