"""Speed and weight on made-up wikis of several sizes, in one table, beside what is expected.

python -m bench.run [--sizes 200 1000] [--quick]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.report import expectations, table
from bench.serving import seconds_to_see
from bench.sized import CHEAP, Measured, measure

QUICK = (20, 60)


def main() -> None:
    """Measure each size, then an edit under `make serve`; print everything as it comes."""
    parser = argparse.ArgumentParser(description="Measure the generator and MkDocs on made-up wikis.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1000], metavar="N", help="systems in each wiki")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median is taken, where cheap")
    parser.add_argument("--quick", action="store_true", help=f"a look in a minute or two: sizes {QUICK}, one run each")
    asked = parser.parse_args()
    sizes, repeat = (QUICK, 1) if asked.quick else (sorted(set(asked.sizes)), asked.repeat)
    print(header(sizes, repeat))
    measured = [_in_a_folder(systems, repeat) for systems in sizes]
    print(table(measured))
    _say("today's wiki under mkdocs serve --dirty")
    print(expectations(measured, seconds_to_see(1 if asked.quick else 5)))


def _in_a_folder(systems: int, repeat: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="panoply-bench-") as folder:
        return measure(Path(folder), systems, repeat, _say)


def _say(step: str) -> None:
    print(f"… {step}", file=sys.stderr, flush=True)


def header(sizes: tuple[int, ...] | list[int], repeat: int) -> str:
    """When, where and with what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "Markdown", "PyYAML", "Jinja2"))
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    systems = " and ".join(f"{size:,}" for size in sizes)
    return "\n".join(
        (
            f"{now} · {_processor()} · {os.cpu_count()} cores · {memory:.0f} GB · load {busy:.1f}",
            f"{platform.system()} {platform.release()} · Python {platform.python_version()} · {packages}",
            f"made-up wikis of {systems} systems, seed 1; generation is the median of {repeat} runs up to {CHEAP} systems",
            "",
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
