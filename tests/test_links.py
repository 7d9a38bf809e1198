"""Addresses are asked politely, one request a host at a time; what they answer becomes data, and never an error."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import pytest

from bench.asking import Answer, Asker, is_public
from bench.links import Found, addresses_of, ask_all, join, load, save, summary
from panoply import build
from panoply.problems import Problems
from tests.reading import ROOT, lay

REDIRECTS = {"/moved": (301, "/ok"), "/found": (302, "/ok"), "/loop": (301, "/loop"), "/inside": (302, "http://10.0.0.1/")}
STATUSES = {"/ok": 200, "/gone": 410, "/missing": 404, "/forbidden": 403, "/broken": 500, "/tired": 429}


class Site(ThreadingHTTPServer):
    """Answers by path and notes who asked for what; `most` is how many were being answered at a time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.now = self.most = 0
        self.lock = Lock()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_HEAD(self) -> None:  # http.server's name
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        with self.server.lock:
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
            self.server.asked.append(f"{self.command} {self.path}")
            self.server.agents.add(self.headers["User-Agent"])
        time.sleep(2 if self.path == "/slow" else 0.02)
        status, location = REDIRECTS.get(self.path, (STATUSES.get(self.path, 404), ""))
        if self.path == "/get-only":
            status = 200 if self.command == "GET" else 405
        with self.server.lock:
            self.server.now -= 1
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def asker(**more: object) -> Asker:
    """Without pauses, and allowed to ask this machine."""
    return Asker(timeout=1, pause=0, may_ask=lambda host: host == "127.0.0.1", **more)  # type: ignore[arg-type]


ANSWERS = {
    "/ok": ("fine", "200 OK", ["HEAD /ok"]),
    "/get-only": ("fine", "200 OK", ["HEAD /get-only", "GET /get-only"]),
    "/moved": ("moved", "200 OK", ["HEAD /moved", "HEAD /ok"]),
    "/found": ("fine", "200 OK", ["HEAD /found", "HEAD /ok"]),
    "/gone": ("gone", "410 Gone", ["HEAD /gone", "GET /gone"]),
    "/missing": ("gone", "404 Not Found", ["HEAD /missing", "GET /missing"]),
    "/forbidden": ("refused", "403 Forbidden", ["HEAD /forbidden", "GET /forbidden"]),
    "/broken": ("failing", "500 Internal Server Error", ["HEAD /broken", "GET /broken"]),
    "/tired": ("refused", "429 Too Many Requests", ["HEAD /tired"]),
    "/slow": ("failing", "no answer in time", ["HEAD /slow", "GET /slow"]),
    "/inside": ("refused", "leads to no public web address", ["HEAD /inside", "GET /inside"]),
}


@pytest.mark.parametrize("path", ANSWERS)
def test_an_address_answers(site: Site, path: str) -> None:
    answer = asker().ask(site.url(path))
    assert (answer.verdict, answer.said, site.asked) == ANSWERS[path]
    assert answer.moved_to == (site.url("/ok") if path == "/moved" else "")


def test_redirects_end(site: Site) -> None:
    assert asker().ask(site.url("/loop")) == Answer("failing", "redirects without end")


@pytest.mark.parametrize("url", ["http://", "ftp://x.example/", "http://a b/", "http://[::1/", f"http://{'a' * 70}.example/"])
def test_nonsense_is_an_answer_too(url: str) -> None:
    assert Asker(pause=0, may_ask=lambda _: True).ask(url).verdict in {"refused", "failing"}


def test_we_say_who_asks(site: Site) -> None:
    asker(site="https://wiki.example/").ask(site.url("/ok"))
    assert site.agents == {"Mozilla/5.0 (compatible; link-check; +https://wiki.example/)"}


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "localhost"])
def test_the_runners_own_network_is_not_asked(host: str) -> None:
    assert not is_public(host)


def found(site: Site, *paths: str) -> list[Found]:
    return [Found(site.url(path), ("a",)) for path in paths]


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    asked = ask_all(
        found(site, *(f"/{number}" for number in range(9))), asker(), until=time.monotonic() + 60, today="2026-11-22"
    )
    assert len(site.asked) == 18
    assert site.most == 1
    assert {one.verdict for one in asked} == {"gone"}


def test_a_tired_host_is_left_alone(site: Site) -> None:
    asked = ask_all(found(site, "/ok", "/tired", "/zzz"), asker(), until=time.monotonic() + 60, today="2026-11-22")
    assert site.asked == ["HEAD /ok", "HEAD /tired"]
    assert [one.checked for one in asked] == ["2026-11-22", "2026-11-22", ""]


def test_what_there_was_no_time_for_comes_first_the_next_time(site: Site) -> None:
    known = [Found(site.url("/ok"), checked="2026-11-15"), Found(site.url("/zzz"), checked="2026-11-08")]
    assert ask_all(known, asker(), until=time.monotonic() - 1, today="2026-11-22") == sorted(known, key=lambda one: one.checked)
    ask_all(known, asker(), until=time.monotonic() + 60, today="2026-11-22")
    assert site.asked == ["HEAD /zzz", "GET /zzz", "HEAD /ok"]


def weeks(*verdicts: str) -> Found:
    one = Found("https://x.example/", ("a", "b"))
    for week, verdict in enumerate(verdicts):
        one = one.after(Answer(verdict, "404 Not Found"), f"2026-11-{1 + 7 * week:02}")
    return one


@pytest.mark.parametrize(
    ("verdicts", "is_dead"),
    [
        (("gone", "gone", "gone"), True),
        (("gone", "failing", "gone"), True),
        (("gone", "gone"), False),
        (("gone", "gone", "fine"), False),
        (("gone", "fine", "gone", "gone"), False),
        (("gone", "gone", "refused", "gone"), True),
        (("gone", "gone", "gone", "refused"), False),
        (("refused",) * 4, False),
    ],
)
def test_an_address_is_dead_after_three_failures_two_weeks_apart(verdicts: tuple[str, ...], is_dead: bool) -> None:
    assert weeks(*verdicts).is_dead() == is_dead


def test_what_was_found_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "below" / "links.json"
    save(file, [weeks("gone", "gone")])
    assert load(file) == [Found(**json.loads(file.read_text("utf-8"))["links"][0])]
    assert join([Found("https://x.example/", ("c",), "https://copy.example/")], load(file))[0].failures == 2


@pytest.mark.parametrize(
    "content", ["", "[]", '{"links": 3}', '{"links": [{"url": 1, "checked": 3}]}', '{"links": [{}]}', "\x00"]
)
def test_what_cannot_be_used_is_asked_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / "links.json"
    file.write_text(content, encoding="utf-8")
    assert load(file) == []
    assert load(tmp_path / "none.json") == []


def test_every_address_is_asked_once(tmp_path: Path) -> None:
    source = "title: One\nurl: https://one.example/\ngrade: B\n"
    lay(tmp_path, {"entities/sources/a.yml": source, "entities/sources/b.yml": f"{source}archived: https://copy.example/\n"})
    (tmp_path / "schema").symlink_to(ROOT / "schema")
    read = build.read(tmp_path, Problems())
    assert read is not None
    one = next(one for one in addresses_of(read.encyclopedia) if one.url == "https://one.example/")
    assert one == Found("https://one.example/", ("a", "b"), "https://copy.example/")


def test_the_summary_tells_what_to_do() -> None:
    dead = weeks("gone", "gone", "gone")
    moved = Found("https://m.example/", ("c",), verdict="moved", moved_to="https://n.example/")
    assert summary([dead, moved]) == (
        "### 2 addresses: 1 gone, 1 moved\n\n"
        "#### Dead, and without an archived copy: find one and add it as `archived:`\n\n"
        "- `https://x.example/` · 404 Not Found since 2026-11-01 · a, b\n\n"
        "#### Moved for good\n\n"
        "- `https://m.example/` → `https://n.example/` · c\n"
    )
