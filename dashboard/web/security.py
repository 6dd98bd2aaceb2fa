"""Headers on every response, and which requests are answered at all."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from dashboard.settings import Settings

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), interest-cohort=()"


# All that the policy allows beyond files of this server: directive, what is allowed, why. The numbers 1, 2, ... are their places
# here and in .github/SECURITY.md; an entry goes as soon as nothing needs it.
EXCEPTIONS: tuple[tuple[str, str, str], ...] = (
    ("script-src", "'sha256-...'", "Dash starts its page by one inline script; it is allowed by its hash, and no other is"),
    ("style-src", "'unsafe-inline'", "plotly.js and Mantine set style elements; neither takes text from data"),
    ("img-src", "data:", "the icon of the page is in it, and plotly.js draws its own pictures so"),
    ("img-src", "blob:", "the page turns the map into a PNG by way of a picture in the browser's memory"),
    ("font-src", "data:", "the grid of claims carries the font of its icons within its style"),
)
OWN = ("script-src", "style-src", "img-src", "font-src", "connect-src", "manifest-src", "form-action")


def content_policy(settings: Settings, script_hashes: list[str]) -> str:
    """The Content-Security-Policy: files of this server, the `EXCEPTIONS` and nothing else; frames only as the settings say."""
    allowed = {name: ["'self'", *(value for where, value, _ in EXCEPTIONS if where == name)] for name in OWN}
    scripts = ["'self'", *script_hashes]
    lines = [f"{name} {' '.join(scripts if name == 'script-src' else values)}" for name, values in allowed.items()]
    frames = settings.allow_embedding_from or "'none'"
    return "; ".join(["default-src 'none'", *lines, "base-uri 'none'", f"frame-ancestors {frames}"])


def protect(server: Flask, settings: Settings) -> None:
    """Put the headers on every response of ``server``, errors included, and refuse cross-site posts.

    The policy is read from the server's ``CONTENT_POLICY``, which may be tightened until the first reader comes.
    """
    server.config["CONTENT_POLICY"] = content_policy(settings, [])

    @server.before_request
    def refuse_cross_site() -> Response | None:
        if request.method == "POST" and _comes_from_elsewhere(settings):
            return Response("Cross-site requests are not answered.", 403, mimetype="text/plain")
        return None

    @server.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = server.config["CONTENT_POLICY"]
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not settings.allow_embedding_from:
            headers["X-Frame-Options"] = "DENY"
        headers.pop("Server", None)
        return response


def _comes_from_elsewhere(settings: Settings) -> bool:
    """Whether a browser sent the request on behalf of another site.

    Browsers say so; those of before 2023 say only where they are. What is no browser says neither, and acts for nobody else.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    # A proxy may ask under another name than readers do; another site cannot have a browser send the second of these.
    ours = {request.host, request.headers.get("X-Forwarded-Host", ""), urlsplit(settings.public_url).netloc} - {""}
    return origin is not None and origin.partition("://")[2] not in ours
