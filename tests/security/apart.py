"""The server as shipped where there is no other machine: ``unshare -rn python -m tests.security.apart`` tells how often one was sought.

The kernel counts what finds no way out, whichever program sent it, and whether or not that program tells of it. The line of JSON at
the end says what a deliberate attempt was counted as, what was answered, and what was counted beside it.
"""

from __future__ import annotations

import fcntl
import json
import re
import socket
import struct
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.exports.files import FORMATS
from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.conftest import wait_until_painted
from tests.browser.guard import Guard
from tests.browser.server import Server, running_server
from tests.serving.running import ask

READ_FLAGS, WRITE_FLAGS, UP = 0x8913, 0x8914, 0x1
# Addresses that are nobody's.
ELSEWHERE = "192.0.2.1", "2001:db8::1"
VIEW = "sender=RUS&host=VEN&date=2019-06-30"
STORY = "venezuela-2019"
PAGES = (
    "/", "/sources", "/definitions", "/api", "/changes", "/claims", "/country/VEN", "/pair/RUS/VEN", "/compare", "/add", "/verify", "/stories",
    f"/stories/{STORY}", f"/stories/{STORY}/talk", f"/embed?{VIEW}", "/api/v1/atlas", f"/api/v1/frames?{VIEW}", "/api/v1/search?q=russia",
    "/readyz", "/metrics",
)  # fmt: skip


def wake_loopback() -> None:
    """The loopback address of a new network sleeps until it is woken."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        name = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(handle, READ_FLAGS, name))[1]
        fcntl.ioctl(handle, WRITE_FLAGS, struct.pack("16sH14x", b"lo", flags | UP))


def sought() -> int:
    """How many packets found no way out of this network so far."""
    names, numbers = [line.split()[1:] for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    six = re.search(r"Ip6OutNoRoutes\s+(\d+)", Path("/proc/net/snmp6").read_text())
    return int(numbers[names.index("OutNoRoutes")]) + (int(six[1]) if six else 0)


def seek() -> int:
    """Seek another machine on purpose; what that was counted as."""
    before = sought()
    for address, family in zip(ELSEWHERE, (socket.AF_INET, socket.AF_INET6), strict=True):
        with socket.socket(family, socket.SOCK_STREAM) as handle:
            handle.settimeout(3)
            if handle.connect_ex((address, 80)) == 0:
                raise SystemExit(f"{address} was reached: this network has a way out")
    return sought() - before


def asked(server: Server) -> dict[str, int]:
    """Status of every page, of every file of a View that the server makes, and of every file of a story."""
    files = [f"/api/v1/export?format={form}&{VIEW}" for form, known in FORMATS.items() if known.on_web]
    files += [f"/api/v1/stories/{STORY}.{form}" for form in ("pptx", "pdf", "html", "toml")]
    return {path: ask(server.port, path).status for path in (*PAGES, *files)}


def looked_at(server: Server) -> list[str]:
    """What a browser complains of on the map and in a story, every request of the page to another host included.

    The kernel's count is no help here: the browser itself looks now and then whether there is a network.
    """
    guard = Guard(server.url)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        context = chromium.new_context()
        guard.watch(context)
        page = context.new_page()
        page.goto(f"{server.url}/?{VIEW}")
        wait_until_painted(page)
        page.goto(f"{server.url}/stories/{STORY}")
        page.wait_for_load_state("networkidle")
        chromium.close()
    return guard.faults


def main() -> None:
    wake_loopback()
    noticed, before = seek(), sought()
    with running_server() as server:
        statuses = asked(server)
        by_server = sought() - before
        faults = looked_at(server) if find_chromium() else ["no Chromium"]
        told = {"noticed": noticed, "statuses": statuses, "sought": by_server, "faults": faults}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
