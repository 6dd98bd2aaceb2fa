"""Office files opened again: their parts, their properties, and what other programs make of them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

# Texts that a program might run, follow or stumble over; every text field of the tests carries them.
HOSTILE = (
    "=1+1", '=HYPERLINK("http://evil.example","x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "http://evil.example", "<r><t>x</t></r>", "<r>&",
    "</t><f>1+1</f>", "a\x00b\x0bc\ufffe", "_x0041_", "{=1}", "]]>", "\u202eevil", "x" * 40_000, "1e5", "Ω — “é”\r\n\nend",
)  # fmt: skip


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def assert_harmless(content: bytes) -> None:
    """No formula, no link to the outside, no program and no declaration in any part, nor in a workbook inside."""
    for name, part in parts(content).items():
        if name.endswith(".xlsx"):
            assert_harmless(part)
            continue
        assert not name.lower().endswith((".bin", ".vml", ".emf")), name
        assert b"<!DOCTYPE" not in part
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part, name
        else:
            assert not re.search(rb"<f[ >]", part), name
            assert b"hlinkClick" not in part


def libreoffice_pdf(content: bytes, ending: str, folder: Path) -> bytes:
    """The file as LibreOffice prints it; the test is skipped where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (folder / f"file.{ending}").write_bytes(content)
    own = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run([program, own, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / f"file.{ending}")],
                   check=True, capture_output=True, timeout=220)  # fmt: skip
    return (folder / "file.pdf").read_bytes()
