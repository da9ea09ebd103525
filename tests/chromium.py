"""A headless Chromium that tests ask through its DevTools, over two pipes: no driver, no port, no library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0
"""Seconds that an answer may take."""
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--hide-scrollbars")


def chromium() -> str | None:
    """The browser of this machine; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Tab:
    """One page.

    Args:
        write: the end of the pipe for what is asked.
        read: the end of the pipe for what is answered.
    """

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read, self._left, self._number = write, read, b"", 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **given: Any) -> Any:
        """Do something, and wait until it is done."""
        self._number += 1
        said = {"id": self._number, "method": method, "params": given}
        said |= {"sessionId": self._session} if self._session else {}
        os.write(self._write, json.dumps(said).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, (method, found["error"])
                return found["result"]
            self.events.append(found)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            assert select([self._read], [], [], PATIENCE)[0], "the browser does not answer"
            part = os.read(self._read, 2**20)
            assert part, "the browser has gone"
            self._left += part
        line, _, self._left = self._left.partition(b"\0")
        return json.loads(line)

    def open(self, page: Path | str, width: int, *, scheme: str = "light", height: int = 800) -> None:
        """Show a page in a window of some width, and wait until it is there."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.ask("Page.navigate", url=page.as_uri() if isinstance(page, Path) else page)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of a script, which may be a promise."""
        found = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def requests(self) -> list[str]:
        """What was asked for over the network since the page was opened, but for the page and what is in it."""
        urls = [one["params"]["request"]["url"] for one in self.events if one["method"] == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith(("file:", "data:", "about:"))]

    def complaints(self) -> list[str]:
        """Errors and warnings of the console since the page was opened."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(one["params"]) for one in self.events if one["method"] in kinds]

    def picture(self, file: Path, *, top: int = 0, height: int | None = None) -> None:
        """A PNG of the page, of so many pixels below `top`; None for all of it."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        most = size["height"] - top
        clip = {"x": 0, "y": top, "width": size["width"], "height": min(height or most, most), "scale": 1}
        made = self.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(made["data"]))

    def printed(self, file: Path) -> None:
        """A PDF of the page as it is printed."""
        file.write_bytes(base64.b64decode(self.ask("Page.printToPDF", printBackground=False)["data"]))


@contextmanager
def browser() -> Iterator[Tab]:
    """While inside, a tab of a browser that knows nothing of the user's."""
    program = chromium()
    assert program is not None
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    moved = [os.dup(one) if one in (3, 4) else one for one in (theirs_in, theirs_out)]

    def place() -> None:  # DevTools read from 3 and write to 4
        os.dup2(moved[0], 10)
        os.dup2(moved[1], 11)
        os.dup2(10, 3)
        os.dup2(11, 4)

    process = subprocess.Popen(
        [program, *FLAGS, "--remote-debugging-pipe"],
        preexec_fn=place,
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Tab(ours_out, ours_in)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        for one in {theirs_in, theirs_out, ours_in, ours_out, *moved}:
            os.close(one)
