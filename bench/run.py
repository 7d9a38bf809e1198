"""Speed and weight on made-up wikis of several sizes, in one table, beside what is expected; kept in bench/RESULTS.md.

python -m bench.run [--sizes 500 1000 2000 5000] [--quick]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from bench.corpus import ROOT
from bench.plain import PAGES
from bench.report import expectations, expected_table, heaviest, plain_lines, table
from bench.serving import seconds_to_see
from bench.sized import CHEAP, Measured, Plain, measure, measure_plain

QUICK = (20, 60)
SIZES = (500, 1000, 2000, 5000)
RESULTS = ROOT / "bench" / "RESULTS.md"


def main() -> None:
    """Measure each size, then an edit under `make serve`; keep everything as it comes, for the whole takes an hour."""
    parser = argparse.ArgumentParser(description="Measure the generator and MkDocs on made-up wikis.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="systems in each wiki")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median is taken, where cheap")
    parser.add_argument("--quick", action="store_true", help=f"a look in some minutes: sizes {QUICK}, one run each, not kept")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file the results are kept in")
    asked = parser.parse_args()
    sizes, repeat = (QUICK, 1) if asked.quick else (sorted(set(asked.sizes)), asked.repeat)
    started, head, measured = monotonic(), header(repeat), list[Measured]()
    _say("plain Markdown")
    plain = _plain(100 if asked.quick else PAGES)
    for systems in sizes:
        measured.append(_in_a_folder(systems, repeat))
        text = _told(head, measured, plain, {}, monotonic() - started)
        if not asked.quick:
            asked.results.write_text(text, encoding="utf-8")
    _say("today's wiki under mkdocs serve --dirty")
    text = _told(head, measured, plain, seconds_to_see(1 if asked.quick else 5), monotonic() - started)
    if not asked.quick:
        asked.results.write_text(text, encoding="utf-8")
    print(text)


def _plain(pages: int) -> Plain:
    with tempfile.TemporaryDirectory(prefix="panoply-bench-") as folder:
        return measure_plain(Path(folder), pages)


def _in_a_folder(systems: int, repeat: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="panoply-bench-") as folder:
        return measure(Path(folder), systems, repeat, _say)


def _say(step: str) -> None:
    print(f"… {datetime.now(UTC):%H:%M:%S} {step}", file=sys.stderr, flush=True)


def _told(head: str, measured: Sequence[Measured], plain: Plain, seconds: dict[str, float], took: float) -> str:
    found = expectations(measured, seconds)
    parts = (head, f"The run took {took / 60:.0f} minutes.", "## Targets", expected_table(found), "## Figures", table(measured))
    return "\n\n".join((*parts, heaviest(measured[-1]), plain_lines(plain))) + "\n"


def header(repeat: int) -> str:
    """When, on what, and with what; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "Markdown", "PyYAML", "Jinja2"))
    return "\n".join(
        (
            "# Results",
            "",
            "Written by `make bench`; see README.md for what the lines mean.",
            "",
            f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f} at the start",
            f"- {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB",
            f"- {platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}",
            f"- made-up wikis, seed 1; generation is the median of {repeat} runs up to {CHEAP} systems, then one run",
        )
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
