"""Lighthouse and the Nu HTML checker on the six pages and one of each other kind of the built site. It reports,
and fails only where a tool could not run.

    python -m bench.audit [--runs 5] [--only system,home]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bench import nu
from bench.corpus import ROOT
from bench.hosting import hosted, sub_path
from bench.lighthouse import CATEGORIES, METRICS, Judged, judge
from bench.previews import SIX
from bench.tools import MissingToolError, Tools, install

CACHE: Final = ROOT / ".cache" / "audit"
KINDS: Final = {
    "home": "index.html",
    **{slug: f"wiki/systems/{slug}/index.html" for slug in SIX},
    "system": "wiki/systems/*/index.html",
    "country": "wiki/countries/*/index.html",
    "organization": "wiki/organizations/*/index.html",
    "component": "wiki/components/*/index.html",
    "conflict": "wiki/conflicts/*/index.html",
    "source": "wiki/sources/*/index.html",
    "class": "wiki/classes/*/index.html",
    "index": "wiki/systems/index.html",
    "A to Z": "wiki/names/index.html",
    "names": "wiki/names/*/index.html",
    "seed": "wiki/seeds/*/index.html",
    "report": "wiki/about/*/index.html",
    "form": "wiki/about/add/index.html",
    "search": "wiki/search/index.html",
    "policy": "about/policy/index.html",
    "404": "404.html",
}
"""Where pages of each kind stand; of several the largest is taken, because it is the hardest."""


def main() -> int:
    """Print what the tools say; 1 where one of them could not run."""
    parser = argparse.ArgumentParser(description="Audit one page of each kind of the site in site/.")
    parser.add_argument(
        "--runs", type=int, default=5, help="Lighthouse runs of each page, of which the median counts; 0 for none"
    )
    parser.add_argument("--only", help="kinds, with commas between them")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    asked = parser.parse_args()
    kinds = asked.only.split(",") if asked.only else [*KINDS]
    pages = find_pages(asked.site, kinds)
    if not pages:
        print(f"{asked.site} has none of the pages to audit; build it with: make site", file=sys.stderr)
        return 1
    try:
        tools = install(CACHE)
        _audit(tools, asked.site, pages, asked.runs)
    except MissingToolError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def find_pages(site: Path, kinds: list[str]) -> dict[str, Path]:
    """The largest page of each kind that is not there yet; kinds without one are left out. A redirect's stub is no page."""
    found: dict[str, Path] = {}
    for kind in kinds:
        files = [file for file in site.glob(KINDS[kind]) if b'http-equiv="refresh"' not in file.read_bytes()]
        files = [file for file in files if file not in found.values()]
        if files:
            found[kind] = max(files, key=lambda file: (file.stat().st_size, file))
    return found


def _audit(tools: Tools, site: Path, pages: dict[str, Path], runs: int) -> None:
    report = CACHE / "report"
    report.mkdir(parents=True, exist_ok=True)
    checked = nu.check(tools, pages.values())
    print(_of_markup(site, pages, checked))
    _keep(report / "nu.json", {kind: [asdict(m) for m in checked[file.resolve()]] for kind, file in pages.items()})
    if runs:
        with hosted(site, sub_path(ROOT / "mkdocs.yml")) as address:
            judged = {kind: _judge(tools, kind, address + _path(site, file), runs, report) for kind, file in pages.items()}
        print(_of_lighthouse(judged, runs))


def _judge(tools: Tools, kind: str, address: str, runs: int, report: Path) -> Judged:
    print(f"… Lighthouse, {kind}", file=sys.stderr, flush=True)
    return judge(tools, address, runs, report / f"lighthouse-{kind.replace(' ', '-')}.json")


def _path(site: Path, file: Path) -> str:
    return file.relative_to(site).as_posix().removesuffix("index.html")


def _keep(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def _of_markup(site: Path, pages: dict[str, Path], checked: dict[Path, list[nu.Message]]) -> str:
    lines = ["NU HTML CHECKER", f"{'kind':<14}{'ours':>6}{'theme':>7}  page"]
    for kind, file in pages.items():
        owners = Counter(message.owner for message in checked[file.resolve()])
        lines.append(f"{kind:<14}{owners['ours']:>6}{owners['theme']:>7}  {_path(site, file)}")
    alike: dict[tuple[str, str, str], list[nu.Message]] = {}
    for message in (message for found in checked.values() for message in found):
        alike.setdefault((message.owner, message.kind, message.text), []).append(message)
    for (owner, kind, text), messages in sorted(alike.items()):
        lines += [f"  {owner}, {len(messages)} × {kind}: {text}", f"    such as: {messages[0].extract[:160]}"]
    return "\n".join([*lines, ""])


def _of_lighthouse(judged: dict[str, Judged], runs: int) -> str:
    heads = [CATEGORIES[0], "worst run", *CATEGORIES[1:], *METRICS.values()]
    lines = [f"LIGHTHOUSE, phone, median of {runs}", f"{'kind':<14}" + "".join(f"{head:>15}" for head in heads)]
    for kind, found in judged.items():
        cells = [f"{found.scores[key]:.0f}" for key in CATEGORIES]
        cells.insert(1, f"{found.worst:.0f}")
        cells += [
            f"{found.metrics[key]:.2f}" if key != "total-blocking-time" else f"{found.metrics[key]:.0f}" for key in METRICS
        ]
        lines.append(f"{kind:<14}" + "".join(f"{cell:>15}" for cell in cells))
    failed = {key: title for found in judged.values() for key, title in found.failed.items()}
    for key, title in sorted(failed.items()):
        where = ", ".join(kind for kind, found in judged.items() if key in found.failed)
        lines.append(f"  {key}: {title} ({where})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
