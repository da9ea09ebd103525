"""The language server: first diagnostics from a cold start, edits, a long spec, memory; and what pygls costs to load.

The bars are 300 ms to the first diagnostics of a 200-line spec with the start of the process, 50 ms for an edit at the
median, 300 ms for an edit of a 2,000-line spec, 150 MiB. Times are what a client sees on this machine as busy as it is;
beside the first one stands the processor's own time, which others who use the machine lengthen less.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

STARTS, EDITS = 7, 60
MODULES = ("pygls.lsp.server", "lsprotocol.types", "causalvq.lsp.language_server", "causalvq.lsp.editor_session")


def spec_text(lines: int) -> str:
    """A spec of so many lines: declared variables and edges of a graph without cycles."""
    head = ["apiVersion: causalvq/v1", "name: long", "seed: 0  # of every random choice", "data:", "  source: critters"]
    head += ["codebook: {size: auto, dim: 16}", "variables:"]
    count = (lines - len(head) - 4) // 3
    names = [f"v{number}" for number in range(count)]
    declared = [f"  - {{name: {name}}}" for name in names]
    edges = [f"    - [{one}, {other}]" for one, other in pairwise(names)]
    told = [f"    # {name} causes the next one" for name in names]
    statements = [line for pair in zip(told, edges, strict=False) for line in pair]
    tail = ["graph:", "  acyclic: true", "  required:", *statements, "train: {steps: 100}"]
    text = [*head, *declared, *tail]
    return "\n".join([*text, *["# end"] * (lines - len(text))]) + "\n"


class Client:
    """A server in a process of its own, and the plainest of clients."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        command = [sys.executable, "-m", "causalvq", "lsp"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.version = 0
        self.ask("initialize", {"capabilities": {}})

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        length = int(self.process.stdout.readline().split(b":")[1])
        self.process.stdout.readline()
        found: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return found

    def ask(self, method: str, params: Any) -> Any:
        self.version += 1
        number = self.version
        self.send(id=number, method=method, params=params)
        while (message := self.read()).get("id") != number:
            pass
        return message.get("result")

    def diagnostics(self, version: int) -> None:
        """Wait for the first diagnostics of a version of the text."""
        while self.read().get("params", {}).get("version") != version:
            pass

    def open(self, uri: str, text: str) -> float:
        began = time.perf_counter()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": document})
        self.diagnostics(1)
        return time.perf_counter() - began

    def edit(self, uri: str, version: int, line: int, word: str) -> float:
        """One sign typed at the end of a line; the seconds until the diagnostics of it."""
        began, end = time.perf_counter(), {"line": line, "character": 10_000}
        change = {"range": {"start": end, "end": end}, "text": word}
        document = {"uri": uri, "version": version}
        self.send(method="textDocument/didChange", params={"textDocument": document, "contentChanges": [change]})
        self.diagnostics(version)
        return time.perf_counter() - began

    def figures(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text()

    def processor_seconds(self) -> float:
        user, system = self.figures("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self) -> float:
        return int(self.figures("status").partition("VmHWM:")[2].split()[0]) / 1024

    def leave(self) -> None:
        self.ask("shutdown", None)
        self.send(method="exit")
        self.process.wait()


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    uri, text = (folder / "spec.yaml").as_uri(), spec_text(200)
    starts, processor = [], []
    for _ in range(STARTS):
        client = Client()
        client.open(uri, text)
        starts.append(time.perf_counter() - client.started)
        processor.append(client.processor_seconds())
        client.leave()
    print(f"first diagnostics, {text.count(chr(10))} lines, start included: {told(starts)}; bar 300 ms")
    print(f"  of the processor's time: {told(processor)}")
    for lines, bar in ((200, 50), (2_000, 300)):
        client = Client()
        client.open(uri, spec_text(lines))
        edits = [client.edit(uri, version, 2, "x") for version in range(2, EDITS + 2)]
        print(f"an edit of {lines:,} lines until its diagnostics: {told(edits)}; bar {bar} ms")
        answers = [asked(client, method, uri) for method in ("completion", "hover", "semanticTokens/full")]
        print(f"  completion, hover, tokens: {', '.join(f'{seconds * 1e3:.0f} ms' for seconds in answers)}")
        time.sleep(3)  # compiled meanwhile
        print(f"  memory at its peak: {client.peak_mib():.0f} MiB; bar 150 MiB")
        client.leave()
    path = folder / "spec.yaml"
    path.write_text(text)
    validated = [process("-m", "causalvq", "validate", str(path)) for _ in range(STARTS)]
    print(f"causalvq validate, the same spec, a whole process: {told(validated)}")
    for module in MODULES:
        print(f"python -c 'import {module}': {told([process('-c', f'import {module}') for _ in range(STARTS)])}")


def asked(client: Client, method: str, uri: str) -> float:
    """The seconds that an answer takes."""
    began = time.perf_counter()
    client.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 12}})
    return time.perf_counter() - began


def process(*words: str) -> float:
    """The seconds of a process of this interpreter."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return time.perf_counter() - began


def told(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds) * 1e3:.0f} ms, least {min(seconds) * 1e3:.0f} ms ({len(seconds)} times)"
