"""Lighthouse on one page several times over, as a phone would load it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.tools import MissingToolError, Tools

CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
METRICS: Final = {
    "first-contentful-paint": "FCP s",
    "largest-contentful-paint": "LCP s",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "KB",
}
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
SCALE: Final = {"first-contentful-paint": 1000, "largest-contentful-paint": 1000, "total-byte-weight": 1000}


@dataclass(frozen=True, slots=True)
class Judged:
    """Medians over the runs of one page, and what failed in any of them."""

    scores: dict[str, float]
    metrics: dict[str, float]
    worst: float
    """The lowest performance of a run."""
    failed: dict[str, str]
    """Title by audit, of those that lower a score other than performance's."""


def judge(tools: Tools, address: str, runs: int, report: Path) -> Judged:
    """Run so often; the last full report is kept as `report`. Raises MissingToolError where Lighthouse cannot run."""
    results = [_run(tools, address, report) for _ in range(runs)]
    return Judged(
        scores={key: median(_score(result, key) for result in results) for key in CATEGORIES},
        metrics={key: median(_metric(result, key) for result in results) for key in METRICS},
        worst=min(_score(result, CATEGORIES[0]) for result in results),
        failed={key: title for result in results for key, title in _failed(result)},
    )


def _run(tools: Tools, address: str, report: Path) -> dict[str, Any]:
    command = [
        *("node", str(tools.lighthouse), address, "--quiet", "--output=json", f"--output-path={report}"),
        *(f"--chrome-flags={FLAGS}", "--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"),
    ]
    environment = {**os.environ, "CHROME_PATH": tools.chromium}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not report.is_file():
        raise MissingToolError(f"Lighthouse could not judge {address}:\n{(done.stderr or done.stdout)[-2000:]}")
    result: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if error := result.get("runtimeError"):
        raise MissingToolError(f"Lighthouse could not judge {address}: {error['message']}")
    return result


def _score(result: dict[str, Any], category: str) -> float:
    return 100 * float(result["categories"][category]["score"] or 0)


def _metric(result: dict[str, Any], audit: str) -> float:
    return float(result["audits"][audit].get("numericValue") or 0) / SCALE.get(audit, 1)


def _failed(result: dict[str, Any]) -> list[tuple[str, str]]:
    audits = result["audits"]
    counted = [ref["id"] for key in CATEGORIES[1:] for ref in result["categories"][key]["auditRefs"] if ref["weight"]]
    return [(key, audits[key]["title"]) for key in counted if audits[key]["score"] is not None and audits[key]["score"] < 1]
