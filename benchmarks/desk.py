"""How fast the desk is: its first page, a draft after a paste, and fifty staff at once (with wrk), on this machine.

    python -m benchmarks.desk [--seconds 15] [--staff 50]

There is no other desk to measure beside it without a network; a page that does nothing but be sent, a static file, is
the floor that the server itself sets.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
ROUNDS = 60
PARTS = "said,draft,findings,plan"  # what the page asks for after a paste or a click
OPEN_FOR_AT_MOST = 60
TEXTS = (
    "Hello, my parcel {} has not arrived yet, it is three weeks late, where is it?",
    "Bom dia, o pedido {} ainda não chegou, quero o meu dinheiro de volta!",
    "Наушники {} сломались через два дня, что мне делать?",
    "The lamp {} arrived broken, the glass is in pieces. I want a refund or I open a dispute.",
    "你好，订单{}少了一个零件，请补发。",
)


class Client:
    """A browser without a screen: one connection, its cookie and its token."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=OPEN_FOR_AT_MOST)
        self.cookie = self.csrf = ""

    def __call__(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, float]:
        """Return the body and the milliseconds until all of it was there."""
        headers = {"cookie": self.cookie, "x-csrf-token": self.csrf, "accept": "text/html"}
        body = urlencode(fields).encode() if fields else None
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        spent = (time.perf_counter() - began) * 1000
        assert answer.status == http.client.OK, (path, answer.status, text[:300])  # noqa: S101 - a benchmark of errors is none
        for cookie in answer.headers.get_all("set-cookie") or ():
            self.cookie = cookie.split(";")[0]
        return text, spent


def opened(folder: Path) -> tuple[subprocess.Popen[str], int, float]:
    """Start the desk; return it, its port, and the seconds until it was open."""
    command = [sys.executable, "-m", "assistant", "desk", "--port", "0", "--shop", "examples/shop.toml"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "ASSISTANT_DATA": str(folder)}
    )
    assert process.stderr is not None  # noqa: S101 - asked for above
    found = re.search(r":(\d+)/", process.stderr.readline())
    assert found is not None  # noqa: S101 - the desk says where it is
    return process, int(found[1]), time.perf_counter() - began


def told(name: str, times: list[float], bar: float) -> None:
    """Print median and 95th percentile beside the bar."""
    times.sort()
    middle, high = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{name:<44} median {middle:7.1f} ms   95th {high:7.1f} ms   (bar {bar:g} ms)")


def hammered(client: Client, port: int, order: str, staff: int, seconds: int) -> None:
    """Let wrk send what many staff send, each as soon as the last answer is there."""
    if shutil.which("wrk") is None:
        print("wrk is not installed: apt-get install wrk")
        return
    environment = {**os.environ, "DESK_COOKIE": client.cookie, "DESK_CSRF": client.csrf, "DESK_ORDER": order}
    script = str(ROOT / "benchmarks" / "desk.lua")
    for name, pause, arguments in (
        ("a static file", 0, []),
        (f"{staff} staff, a click a second each", 1000, ["-s", script]),
        (f"{staff} staff, without any pause", 0, ["-s", script]),
    ):
        address = f"http://127.0.0.1:{port}/" + ("static/icon.svg" if not arguments else "")
        environment["DESK_PAUSE"] = str(pause)
        command = ["wrk", "-t1", f"-c{staff}", f"-d{seconds}s", "--timeout", "20s", "--latency", *arguments, address]
        out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
        result = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+) (\S+)", out)
        if result:
            figures = (
                f"median {result[2]} ms   95th {result[3]} ms   99th {result[4]} ms   errors {result[5]}   (bar 500 ms)"
            )
        else:
            figures = " ".join(re.findall(r"(?:50|99)%\s+\S+", out))
        print(f"{name:<44} {rate[1] if rate else '?'} a second   {figures}")


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--staff", type=int, default=50)
    given = parser.parse_args()
    facts = json.loads((ROOT / "examples" / "late-to-brazil.json").read_text(encoding="utf-8"))
    facts.pop("number")
    order = json.dumps(facts)
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        process, port, seconds = opened(Path(folder))
        try:
            client = Client(port)
            page, first = client("GET", "/")
            found = re.search(r'name="csrf" content="([^"]+)"', page)
            client.csrf = found[1] if found else ""
            print(f"{'open after':<44} {seconds:.1f} s, its very first page {first:.0f} ms, models still loading")
            _, waited = client("POST", "/draft", {"text": TEXTS[0].format("zero")})
            print(f"{'the very first draft, models still loading':<44} {waited:.0f} ms")
            told("page", [client("GET", "/")[1] for _ in range(ROUNDS)], 150)
            messages = [TEXTS[n % len(TEXTS)].format(n + 10**6) for n in range(ROUNDS)]
            beside = {"order": order, "parts": PARTS}
            new = [client("POST", "/draft", {"text": message, **beside})[1] for message in messages]
            told("draft after a paste", new, 120)
            text = {"text": TEXTS[0].format(7), **beside}
            again = [client("POST", "/draft", {**text, "option": str(n % 3 + 1)})[1] for n in range(ROUNDS)]
            told("draft after another option", again, 120)
            hammered(client, port, order, given.staff, given.seconds)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=OPEN_FOR_AT_MOST)


if __name__ == "__main__":
    main()
