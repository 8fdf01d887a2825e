"""A Chromium of this machine, spoken to over pipes in its own protocol: nothing is downloaded."""

import json
import os
import shutil
import signal
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOUND = shutil.which("chromium") or shutil.which("chromium-browser")
_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-extensions"),
    *("--disable-dev-shm-usage", "--disable-sync", "--remote-debugging-pipe"),
)
_DESK = 500
"""Narrower screens are of phones."""
_TAKES, _GIVES = 3, 4
"""The descriptors that Chromium reads its commands from and writes its answers to."""


class Chromium:
    """One browser with one page."""

    def __init__(self, profile: Path) -> None:
        """Start it; ``profile`` is an empty folder that it may write in."""
        if FOUND is None:
            raise FileNotFoundError("chromium")
        taken, self._to = os.pipe()
        self._from, given = os.pipe()
        # Beyond the places that they are copied to.
        ends = [os.dup2(end, 100 + at, inheritable=False) for at, end in enumerate((taken, given))]
        with Path(os.devnull).open("w") as nowhere:
            self._pid = os.posix_spawn(
                FOUND,
                [FOUND, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
                {**os.environ, "HOME": str(profile)},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, ends[0], _TAKES),
                    (os.POSIX_SPAWN_DUP2, ends[1], _GIVES),
                    (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
                ],
                setpgroup=0,
            )
        for end in (taken, given, *ends):
            os.close(end)
        self._left = b""
        self._number = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **options: object) -> Any:  # noqa: ANN401 - any answer of the protocol
        """A command's answer; what happens until then is in ``events``."""
        self._number += 1
        said: dict[str, object] = {"id": self._number, "method": method, "params": options}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._to, json.dumps(said).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(method, answer["error"])
                return answer["result"]

    def open(self, path: Path, *, dark: bool = False, width: int = 1280) -> None:
        """Show a file as a reader's system would, and wait until it is there."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        size: Mapping[str, object] = {"width": width, "height": 900, "deviceScaleFactor": 1}
        self.ask("Emulation.setDeviceMetricsOverride", **size, mobile=width < _DESK)
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        while all(event["method"] != "Page.loadEventFired" for event in self.events):
            self._next()

    def value(self, script: str) -> Any:  # noqa: ANN401 - whatever a script comes to
        """What a script comes to in the page."""
        found = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(script[:80], found["exceptionDetails"])
        return found["result"].get("value")

    def picture(self) -> bytes:
        """The whole page as PNG."""
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        return b64decode(shot)

    def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        return b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        """End it and whatever it started."""
        os.close(self._to)
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._from)

    def _next(self) -> dict[str, Any]:
        """The next thing that it says, which is an event or an answer."""
        while b"\0" not in self._left:
            more = os.read(self._from, 1 << 20)
            if not more:
                raise EOFError("the browser has ended")
            self._left += more
        said, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(said)
        if "method" in found:
            self.events.append(found)
        return found
