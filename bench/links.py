"""Asks politely whether the addresses of our sources still answer, and keeps what was found as data.

python -m bench.links [--found FILE] [--minutes N] [--summary FILE] [--dead FILE]

One request a host at a time with a pause between, HEAD before GET, nothing read of what is sent. An address is called dead
only after it failed in several runs. The exit code is 0 whatever is found: a dead link is no mistake in the data.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bench.asking import Answer, Asker
from panoply import build
from panoply.dead_links import DeadLinks, dead_links_text
from panoply.encyclopedia import Encyclopedia
from panoply.markup import github
from panoply.problems import Problems
from panoply.settings import find_site
from panoply.text import counted, shortened

FAILURES: Final = ("gone", "failing")
FEWEST_FAILURES, FEWEST_DAYS = 3, 14
"""In a row, and apart, before an address is called dead: sites have bad weeks."""
MOST_HOSTS: Final = 8
"""Asked side by side."""
MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one address."""

    url: str
    sources: tuple[str, ...] = ()
    archived: str = ""
    checked: str = ""
    """The day it was last asked; empty for never."""
    verdict: str = ""
    """fine, moved, gone, refused, failing; empty where it was never asked"""
    said: str = ""
    moved_to: str = ""
    failing_since: str = ""
    failures: int = 0
    """In a row."""

    def is_dead(self) -> bool:
        if self.verdict not in FAILURES or self.failures < FEWEST_FAILURES:
            return False
        return (date.fromisoformat(self.checked) - date.fromisoformat(self.failing_since)).days >= FEWEST_DAYS

    def after(self, answer: Answer, today: str) -> Found:
        """What is known once it has answered. A refusal proves nothing, so it ends no row of failures and adds none."""
        now = replace(self, checked=today, verdict=answer.verdict, said=answer.said, moved_to=answer.moved_to)
        if answer.verdict in FAILURES:
            return replace(now, failures=self.failures + 1, failing_since=self.failing_since or today)
        return now if answer.verdict == "refused" else replace(now, failures=0, failing_since="")


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask whether the addresses of our sources still answer.")
    parser.add_argument("--root", type=Path, default=Path(), help="the wiki's folder (default: here)")
    parser.add_argument("--found", type=Path, default=Path(".cache/links/links.json"), help="what was found before, and is now")
    parser.add_argument("--minutes", type=float, default=30, help="stop asking then; the rest comes first the next time")
    parser.add_argument("--summary", type=Path, help="append a summary in Markdown to this file")
    parser.add_argument("--dead", type=Path, help="write the dead addresses to this file, such as schema/dead-links.yml")
    asked = parser.parse_args()
    read = build.read(asked.root, Problems())
    if read is None:
        print("the vocabulary cannot be read; nothing was asked")
        return
    known = join(addresses_of(read.encyclopedia), [*remembered(read.dead), *load(asked.found)])
    site = find_site(asked.root / "mkdocs.yml")
    asker = Asker(site=site.url if site else "")
    found = ask_all(known, asker, until=time.monotonic() + 60 * asked.minutes, today=f"{datetime.now(UTC):%Y-%m-%d}")
    save(asked.found, found)
    if asked.dead:
        save_dead(asked.dead, found)
    print(summary(found))
    if asked.summary:
        with asked.summary.open("a", encoding="utf-8") as file:
            file.write(summary(found))


# what is known


def addresses_of(encyclopedia: Encyclopedia) -> list[Found]:
    """Every address once, with the sources that give it."""
    found: dict[str, Found] = {}
    for source in encyclopedia.sources.values():
        if source.url:
            before = found.get(source.url, Found(source.url))
            sources = (*before.sources, source.id)
            found[source.url] = replace(before, sources=sources, archived=before.archived or source.archived)
    return list(found.values())


def join(addresses: Iterable[Found], before: Iterable[Found]) -> list[Found]:
    """What was found before about the addresses of today."""
    known = {one.url: one for one in before}
    return [replace(known.get(one.url, one), sources=one.sources, archived=one.archived) for one in addresses]


def remembered(dead: DeadLinks) -> list[Found]:
    """What the pages say of dead addresses, for where nothing else is known of them any more."""
    found = []
    for url, since in dead.items():
        day = date(since.year, since.month or 1, since.day or 1)
        checked = (day + timedelta(days=FEWEST_DAYS)).isoformat()
        failing = Found(url, checked=checked, verdict="failing", said="dead", failing_since=day.isoformat())
        found.append(replace(failing, failures=FEWEST_FAILURES))
    return found


def load(file: Path) -> list[Found]:
    """What an earlier run saved; nothing where it cannot be used, for then all is asked anew."""
    names = {field.name for field in fields(Found)}
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["links"]
        found = [Found(**{key: value for key, value in row.items() if key in names}) for row in rows]
        for day in (day for one in found for day in (one.checked, one.failing_since) if day):
            date.fromisoformat(day)
        return [replace(one, failures=int(one.failures)) for one in found]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []


def save(file: Path, found: Iterable[Found]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) for one in sorted(found, key=lambda one: one.url)]
    file.write_text(json.dumps({"links": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def save_dead(file: Path, found: Iterable[Found]) -> None:
    """Write what pages are made from; no file where every address answers."""
    text = dead_links_text({one.url: one.failing_since for one in found if one.is_dead()})
    file.parent.mkdir(parents=True, exist_ok=True)
    if text:
        file.write_text(text, encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


# asking


def ask_all(known: Iterable[Found], asker: Asker, *, until: float, today: str) -> list[Found]:
    """Ask hosts side by side, each host's addresses one after the other, those asked longest ago first."""
    by_host: dict[str, list[Found]] = {}
    for one in sorted(known, key=lambda one: (one.checked, one.url)):
        by_host.setdefault(urlsplit(one.url).hostname or "", []).append(one)
    with ThreadPoolExecutor(MOST_HOSTS) as pool:
        hosts = pool.map(lambda own: list(_ask_host(own, asker, until, today)), by_host.values())
        return [one for host in hosts for one in host]


def _ask_host(known: Iterable[Found], asker: Asker, until: float, today: str) -> Iterator[Found]:
    """Until time is up, or the host asks to be left alone; what is not asked stays as it was."""
    is_welcome = True
    for one in known:
        if not is_welcome or time.monotonic() > until:
            yield one
            continue
        answer = asker.ask(one.url)
        is_welcome = not answer.is_tired
        yield one.after(answer, today)
        time.sleep(asker.pause)


# telling


def summary(found: Iterable[Found]) -> str:
    """How many answer, and which do not, as Markdown for GitHub."""
    found = sorted(found, key=lambda one: one.url)
    counts = Counter(one.verdict or "not asked yet" for one in found)
    head = f"### {counted(len(found), 'address', 'addresses')}: "
    head += ", ".join(
        f"{number:,} {verdict}" for verdict, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    dead = [one for one in found if one.is_dead()]
    lines = [_line(one) for one in dead if one.archived]
    bare = [_line(one) for one in dead if not one.archived]
    blocks = [head]
    blocks += ["#### Dead, and without an archived copy: find one and add it as `archived:`", _list(bare)] if bare else []
    blocks += ["#### Dead, with an archived copy", _list(lines)] if lines else []
    moved = [f"- {_safe(one.url)} → {_safe(one.moved_to)} · {_sources(one)}" for one in found if one.verdict == "moved"]
    blocks += ["#### Moved for good", _list(moved)] if moved else []
    return "\n\n".join(blocks) + "\n"


def _line(one: Found) -> str:
    return f"- {_safe(one.url)} · {_safe(one.said)} since {one.failing_since} · {_sources(one)}"


def _list(lines: list[str]) -> str:
    more = [f"- … and {len(lines) - MOST_LISTED:,} more"] if len(lines) > MOST_LISTED else []
    return "\n".join([*lines[:MOST_LISTED], *more])


def _sources(one: Found) -> str:
    return ", ".join(_safe(source) for source in one.sources)


def _safe(text: str) -> str:
    return github(shortened(text, 200))


if __name__ == "__main__":
    main()
