"""The stable addresses as an OpenAPI 3.1 description, made from their table."""

from __future__ import annotations

from typing import Any

from dashboard import __version__
from dashboard.web.api_addresses import ADDRESSES, Address, Part

PROBLEM = "application/problem+json"
ABOUT = (
    "What each source said about foreign military and economic presence, and what a named rule makes of it. Everything can be read "
    "without a key. Reading is total: what is not known shows the default, and a notice says so."
)


def openapi(prefix: str) -> dict[str, Any]:
    """The description as plain values. ``prefix`` is the path under which the atlas is offered; empty: the root."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Presence Atlas", "version": __version__, "description": ABOUT},
        "servers": [{"url": prefix or "/"}],
        "paths": {address.path: {"get": _operation(address)} for address in ADDRESSES},
        "components": {"schemas": {"Refusal": _refusal()}},
    }


def _operation(address: Address) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {"description": address.title, "content": {media: {} for media in address.media}},
        "304": {"description": "The answer whose ETag was sent is still the newest."},
    }
    if address.all_parts():
        content = {"text/plain": {"schema": {"type": "string"}}, PROBLEM: {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        answers["422"] = {
            "description": "What was asked for cannot be made: what was found and what was expected.",
            "content": content,
        }
    return {
        "operationId": _name(address.path), "summary": address.title, "description": address.words,
        "parameters": [_parameter(part) for part in address.all_parts()], "responses": answers,
    }  # fmt: skip


def _name(path: str) -> str:
    """A name for a method: "export", "browse_form"."""
    letters = (letter if letter.isalnum() else " " for letter in path.removeprefix("/api/v1/"))
    return "_".join("".join(letters).split())


def _parameter(part: Part) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string", **({"enum": list(part.choices)} if _closed(part) else {})}
    told: dict[str, Any] = {
        "name": part.name, "in": "path" if part.in_path else "query", "required": part.in_path, "description": _words(part),
        "schema": {"type": "array", "items": one} if part.several else one,
    }  # fmt: skip
    if part.example:
        told["example"] = part.example.split(",") if part.several else part.example
    return {**told, "style": "form", "explode": False} if part.several else told


def _closed(part: Part) -> bool:
    """Whether nothing but its choices may stand in it: bounds and years of prices stand beside those of two parts."""
    return bool(part.choices) and part.name not in ("classes", "per")


def _words(part: Part) -> str:
    return part.words if _closed(part) or not part.choices else f"{part.words} Known words: {', '.join(part.choices)}."


def _refusal() -> dict[str, Any]:
    names = ("code", "found", "expected", "cause", "next_step", "where")
    problem = {"type": "object", "properties": {name: {"type": "string"} for name in names}, "required": ["code"]}
    return {
        "type": "object",
        "description": "A refusal (RFC 9457), for who accepts application/json; others get its detail as text.",
        "properties": {
            "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
            "problems": {"type": "array", "items": problem},
        },
    }  # fmt: skip
