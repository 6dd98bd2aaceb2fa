"""Finds the Chromium of this machine: ``python -m tests.browser.chromium`` prints its path or ends with 1."""

from __future__ import annotations

import os
import shutil
import sys

# By which name it goes, in the order of preference.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Left out of the browser. A list given here takes the place of the driver's own, so its names stand here again.
WITHOUT = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin", "ThirdPartyStoragePartitioning",
    # The suggestions below the address bar are pages of their own, loaded for every window that nobody sees: a quarter of what opening
    # a page of the atlas costs.
    "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup",
)  # fmt: skip
ARGUMENTS = (
    # Tests run as root in containers too, where the sandbox cannot start.
    "--no-sandbox",
    # Drawing must not depend on the machine's graphics.
    "--disable-gpu",
    # Its own calls home would be requests to other hosts.
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--disable-features={','.join(WITHOUT)}",
)
MISSING = "no Chromium was found; install it, or set CHROMIUM to its path"


def find_chromium() -> str | None:
    """Its path; what CHROMIUM names and nothing else when it is set; None when there is none."""
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else NAMES
    return next((path for name in names if (path := shutil.which(name))), None)


if __name__ == "__main__":
    found = find_chromium()
    if not found:
        sys.exit(1)
    print(found)
