"""Headers on every response, and which requests are answered at all."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboard.settings import Settings

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def content_policy(settings: Settings, script_hashes: list[str]) -> str:
    """The Content-Security-Policy: only this server, no inline script but the known ones.

    Forms go to this server alone; the page of changes has one. ``style-src`` needs ``unsafe-inline``: plotly.js and Mantine set
    style elements; neither takes text from data.
    """
    frames = settings.allow_embedding_from or "'none'"
    scripts = " ".join(["'self'", *script_hashes])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {frames}"
    )


def protect(server: Flask, settings: Settings) -> None:
    """Put the headers on every response of ``server``, errors included, and refuse cross-site posts.

    The policy is read from the server's ``CONTENT_POLICY``, which may be tightened until the first reader comes.
    """
    server.config["CONTENT_POLICY"] = content_policy(settings, [])

    @server.before_request
    def refuse_cross_site() -> Response | None:
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.method == "POST" and site not in ("same-origin", "none"):
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
