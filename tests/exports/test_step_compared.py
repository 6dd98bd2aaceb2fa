"""A step of a story may be a comparison: in its file, on the page, in the talk, in slides, document and offline page, sealed in all."""

from __future__ import annotations

import base64
import gzip
import io
import re

import orjson
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard.domain.story import Story
from dashboard.errors import PresenceError
from dashboard.exports.compared import read_compared
from dashboard.exports.options import ExportOptions
from dashboard.exports.slide_template import BODY_BOX, POINT
from dashboard.exports.step_compared import step_compared_svg
from dashboard.exports.step_picture import step_picture
from dashboard.exports.story_files import write_story
from dashboard.exports.story_seal import step_seal, story_text
from dashboard.intake.genuine import verify
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from dashboard.story_file import read_story, story_limits
from dashboard.web.compare_page import compare_page
from dashboard.web.story_pages import story_page
from dashboard.web.talk_json import packed_story, plain_story

SETTINGS = load_settings()
RANKING = "kind=ranking&sender=RUS&date=2019-06-30&v=1"
MAPS = "kind=maps&right_known_at=2018-06-01&sender=RUS&date=2017-12-31&v=1"
TEXT = f"""title = "Two comparisons"
summary = "And a map"
[[steps]]
view = "{RANKING}"
title = "Where most stand"
caption = "Ukraine first"
[[steps]]
view = "{MAPS}"
title = "Then known, now known"
[[steps]]
view = "sender=RUS&date=2019-06-30&v=1"
title = "The map"
"""


def read(ledger: Ledger, text: str) -> Story:
    return read_story(text.encode(), "two", ledger.vocabulary, story_limits(SETTINGS), SETTINGS.story_max_bytes)


@pytest.fixture(scope="module")
def story(shipped: Ledger) -> Story:
    return read(shipped, TEXT)


def test_the_file_is_read_and_written_back(shipped: Ledger, story: Story) -> None:
    assert [step.picture for step in story.steps] == ["comparison", "comparison", "map"]
    assert [step.query for step in story.steps] == [RANKING, MAPS, "sender=RUS&date=2019-06-30&v=1"]
    assert read(shipped, story_text(story)) == story
    assert plain_story(story)["steps"][0]["view"] == RANKING
    assert story.steps[0].page == f"/compare?{RANKING}"


@pytest.mark.parametrize(
    ("view", "found"),
    [("kind=nonsense&sender=RUS", "nonsense"), ("kind=ranking&colour=red", "colour"), ("other=troops", "other")],
)  # fmt: skip
def test_what_is_no_step_is_told_with_its_place(shipped: Ledger, view: str, found: str) -> None:
    with pytest.raises(PresenceError) as error:
        read(shipped, f'title = "A"\n[[steps]]\nview = "{view}"\ntitle = "B"\n')
    assert any("step 1, view" in problem.where and found in problem.found for problem in error.value.problems)


def test_another_figure_of_the_comparison_gives_another_seal(shipped: Ledger, story: Story) -> None:
    codes = {step_seal(shipped, step).code for step in story.steps}
    _, lineage = step_compared_svg(shipped, story.steps[0], SETTINGS.assets)
    assert len(codes) == 3
    assert step_seal(shipped, story.steps[0]).code == lineage.code


def test_the_page_asks_for_the_picture_and_an_offline_page_holds_it(shipped: Ledger, story: Story) -> None:
    on_page = step_picture(shipped, story.steps[0], 1, SETTINGS.assets)
    assert f"src='/api/v1/compare.svg?{RANKING.replace('&', '&amp;')}'" in on_page
    content = write_story(shipped, story, "html", SETTINGS.assets, ExportOptions()).decode()
    pictures = re.findall(r"src='data:image/svg\+xml;base64,([^']*)'", content)
    assert len(pictures) == 2
    assert "28,000 (25,000–31,000)" in base64.b64decode(pictures[0]).decode()
    assert "src='/" not in content


def test_the_title_of_a_comparison_stands_in_its_picture_and_not_above_it_too(shipped: Ledger, story: Story) -> None:
    page = story_page(shipped, story, SETTINGS)
    above = re.findall(r"<p class='told'>(Comparison|Map)([^<]*)</p>", page)
    assert above == [("Comparison", ""), ("Comparison", ""), ("Map", " · Russian troops abroad, June 2019")]


def test_the_talk_holds_it_before_it_starts(shipped: Ledger, story: Story) -> None:
    steps = orjson.loads(gzip.decompress(packed_story(shipped, story, SETTINGS.assets)))["steps"]
    assert [bool(step["image"]) for step in steps] == [True, True, False]
    assert [step["seal"] for step in steps] == [step_seal(shipped, step).code for step in story.steps]


def test_a_slide_has_it_as_a_picture_and_says_so(shipped: Ledger, story: Story) -> None:
    slides = Presentation(io.BytesIO(write_story(shipped, story, "pptx", SETTINGS.assets, ExportOptions()))).slides
    pictures = [[shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE] for slide in slides]
    assert [len(found) for found in pictures][:4] == [0, 1, 1, 0]
    notes = slides[1].notes_slide.notes_text_frame.text
    assert "This slide is a picture, not shapes" in notes
    assert "/api/v1/compare.csv?" in notes
    assert "28,000" in notes
    assert "ranking of hosts" in pictures[1][0]._element.nvPicPr.cNvPr.get("descr")


@pytest.mark.parametrize("form", ["html", "pdf", "pptx"])
def test_its_files_are_genuine(shipped: Ledger, story: Story, form: str) -> None:
    found = verify(write_story(shipped, story, form, SETTINGS.assets, ExportOptions()), f"two.{form}", shipped, SETTINGS)
    assert (found.genuine, found.wrong) == (True, ())


@pytest.mark.parametrize(("query", "offered"), [(RANKING, True), ("kind=slope&sender=RUS", True), ("kind=matrix", True)])
def test_the_page_of_a_comparison_offers_it_as_a_step_on_its_date(shipped: Ledger, query: str, offered: bool) -> None:
    one = read_compared(query, shipped)[0]
    page = compare_page(shipped, SETTINGS, one.view, one.asked, ())
    step = re.search(r"id='add-step' class='quiet' data-view='([^']*)'", page)
    assert bool(step) == offered
    assert not step or "date=" in step[1]


@pytest.mark.parametrize("view", [RANKING, MAPS, "kind=multiples&sender=all&by=sender&date=2019-06-30"])
def test_the_picture_has_the_code_of_its_step(shipped: Ledger, view: str) -> None:
    step = read(shipped, TEXT.replace(RANKING, view)).steps[0]
    svg, own = step_compared_svg(shipped, step, SETTINGS.assets)
    assert own.code == step_seal(shipped, step).code
    assert f"<pa:code>{own.code}</pa:code>" in svg


BARE = {
    "ranking": RANKING,
    "maps": MAPS,
    "senders": "kind=multiples&sender=all&by=sender&date=2019-06-30",
    "regions": "kind=multiples&sender=RUS&by=region&date=2019-06-30",
    "charts": "kind=multiples&host=DEU,JPN&by=host",
    "slope": "kind=slope&since=2015-06-30&date=2019-06-30",
    "change": "kind=change&sender=RUS&since=2015-06-30&date=2019-06-30",
    "matrix": "kind=matrix&sender=all",
    "sources": "kind=sources&sender=RUS",
    "scatter": "kind=together&sender=CHN&measure=projects&other=debt_stock",
}


@pytest.mark.parametrize("view", BARE.values(), ids=BARE)
def test_a_bare_picture_has_no_head_and_no_foot_and_can_be_read_from_the_back(shipped: Ledger, view: str) -> None:
    step = read(shipped, TEXT.replace(RANKING, view)).steps[0]
    svg, own = step_compared_svg(shipped, step, SETTINGS.assets)
    told = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    assert not [line for line in told if own.code in line or line.startswith(("Sources:", "Presence Atlas"))]
    assert own.title not in told
    assert f"<pa:code>{own.code}</pa:code>" in svg
    assert "<pa:sources>" in svg
    width, height = (float(one) for one in re.findall(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', svg)[0])
    smallest = min(float(one) for one in re.findall(r'font-size="([\d.]+)"', svg))
    on_slide = min(BODY_BOX.width / width, BODY_BOX.height / height) * smallest / POINT
    # A slide is 540 points high: of a screen of 1080 lines, a point is two.
    assert 2 * on_slide >= 20


def test_a_bare_picture_tells_what_it_leaves_out(shipped: Ledger) -> None:
    step = read(shipped, TEXT.replace(RANKING, "kind=ranking&sender=USA&date=2019-06-30")).steps[0]
    told = " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", step_compared_svg(shipped, step, SETTINGS.assets)[0]))
    assert re.search(r"\d+ smaller hosts not shown", told)
