"""Every answer carries the headers, whatever was asked; nothing that is not there is answered with a page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard.geography.shapes import load_shapes
from dashboard.settings import load_settings

REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PATHS = [
    "/", "/sources", "/healthz", "/readyz", "/robots.txt", "/api/v1/atlas", "/api/v1/frames", "/api/v1/view", "/api/v1/table.csv",
    "/api/v1/map.svg", "/_dash-layout", "/_dash-dependencies", "/assets/atlas.css", "/nothing", "/.env", "/api/v1/nothing",
    "/assets/nothing.js", "/_dash-component-suites/no/such.js",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_headers_on_every_answer(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in REQUIRED} == REQUIRED
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "Set-Cookie" not in answer.headers


def test_scripts_are_allowed_by_hash_and_not_inline(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "sha256-" in scripts
    assert "unsafe-inline" not in scripts


@pytest.mark.parametrize(
    "path", ["/nothing", "/.env", "/.git/config", "/wp-login.php", "/country/USA/..", "/assets/../pyproject.toml", "//etc/passwd"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


ENCODINGS = [
    "..",
    "%2e%2e",
    "%2e.",
    "..%2f",
    "%2e%2e%2f",
    "..%5c",
    "%252e%252e",
    "....//",
    "..;",
    "%c0%ae%c0%ae",
    "..%00",
    "/..",
    "\\..",
]


@pytest.mark.parametrize("root", ["/assets/", "/assets/geo/", "/_dash-component-suites/", "/api/v1/"])
@pytest.mark.parametrize("step", ENCODINGS)
def test_no_path_leaves_the_public_folder(client: FlaskClient, root: str, step: str) -> None:
    for tail in ("/pyproject.toml", "/../pyproject.toml", "/data/catalogue/places.csv"):
        answer = client.get(root + step + tail)
        assert answer.status_code in (400, 404)
        assert b"presence-atlas" not in answer.data
        assert b"Aruba" not in answer.data


def test_the_page_tells_no_versions_and_asks_no_other_host(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "python_version" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", data=b"[" * 1_100_000, content_type="application/json")
    assert answer.status_code == 413


def test_a_post_from_another_site_is_refused(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/frames?sender=RUS")
    again = client.get("/api/v1/frames?sender=RUS", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert client.get("/api/v1/frames?sender=CHN", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_shapes_are_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get(load_shapes(load_settings().assets, "m").address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
