"""Measured figures as a table, and what is expected of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from bench.sized import Measured

MB: Final = 1_000_000


class Row(NamedTuple):
    """A line of the table: what it says and how to get it from one size's results."""

    label: str
    value: Callable[[Measured], str]


ROWS: Final = (
    Row("files of entities and sources", lambda m: f"{m.entities:,}"),
    Row("median system's file, KB", lambda m: f"{m.entity / 1000:.1f}"),
    Row("pages (Markdown files)", lambda m: f"{m.pages:,}"),
    Row("GENERATION (stages in CPU ms per entity)", lambda _: ""),
    Row("  read and check", lambda m: per_entity(m, "read")),
    Row("  link", lambda m: per_entity(m, "link")),
    Row("  make and render", lambda m: per_entity(m, "render")),
    Row("  write", lambda m: per_entity(m, "write")),
    Row("  whole, s", lambda m: f"{m.built['total']:.2f}"),
    Row("  whole, CPU s", lambda m: f"{m.built['cpu']:.2f}"),
    Row("  whole, CPU ms per page", lambda m: f"{1000 * m.built['cpu'] / m.pages:.2f}"),
    Row("  again, nothing changed, CPU s", lambda m: f"{m.unchanged['cpu']:.2f}"),
    Row("  again, one figure changed, CPU s", lambda m: f"{m.edited['cpu']:.2f}"),
    Row("    files written", lambda m: f"{m.edited['changed']:.0f}"),
    Row("  the same within one process, CPU s", lambda m: f"{m.served['cpu']:.2f}"),
    Row("    files written", lambda m: f"{m.served['changed']:.0f}"),
    Row("  peak memory, MB", lambda m: f"{m.built['memory'] / MB:.0f}"),
    Row("MKDOCS, OUR SETTINGS", lambda _: ""),
    Row("  whole, s", lambda m: f"{m.ours.seconds:.1f}"),
    Row("  whole, CPU s", lambda m: f"{m.ours.cpu:.1f}"),
    Row("  CPU ms per page", lambda m: f"{1000 * m.ours.cpu / m.pages:.2f}"),
    Row("  peak memory, MB", lambda m: f"{m.ours.memory / MB:.0f}"),
    Row("MKDOCS AND MATERIAL, BARE", lambda _: ""),
    Row("  whole, s", lambda m: f"{m.bare.seconds:.1f}"),
    Row("  whole, CPU s", lambda m: f"{m.bare.cpu:.1f}"),
    Row("  ours over bare, CPU", lambda m: f"{m.ours.cpu / m.bare.cpu:.2f}"),
    Row("  peak memory, MB", lambda m: f"{m.bare.memory / MB:.0f}"),
    Row("SITE", lambda _: ""),
    Row("  median article, KB raw", lambda m: f"{m.weight.article / 1000:.1f}"),
    Row("  median article, KB gzipped", lambda m: f"{m.weight.article_zipped / 1000:.1f}"),
    Row("  index of all systems, KB raw", lambda m: f"{m.weight.index / 1000:.1f}"),
    Row("  files", lambda m: f"{m.weight.files:,}"),
    Row("  size, MB", lambda m: f"{m.weight.total / MB:.0f}"),
)


def per_entity(measured: Measured, stage: str) -> str:
    return f"{1000 * measured.built[stage] / measured.entities:.2f}"


def table(measured: list[Measured]) -> str:
    """One column for each size."""
    lines = [["systems", *(f"{m.sizes.systems:,}" for m in measured)]]
    lines += [[row.label, *(row.value(m) for m in measured)] for row in ROWS]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(_pad(words, widths, column) for column, words in enumerate(line)).rstrip() for line in lines)


def _pad(words: str, widths: list[int], column: int) -> str:
    return words.rjust(widths[column]) if column else words.ljust(widths[column])


class Expectation(NamedTuple):
    """What should hold, and what was found."""

    words: str
    limit: float
    found: float

    def __str__(self) -> str:
        verdict = "as expected" if self.found <= self.limit else "MORE THAN EXPECTED"
        return f"  {self.words:<58} {self.found:6.2f}   expected at most {self.limit:.2f}   {verdict}"


def expectations(measured: list[Measured], seconds: dict[str, float]) -> str:
    """Ratios and the time to see an edit, each beside its limit. CPU time, since others may use the machine too."""
    small, large = measured[0], measured[-1]
    sizes = f"{large.sizes.systems:,} systems over {small.sizes.systems:,}"
    expected = [
        *(
            Expectation(f"generation over MkDocs, {m.sizes.systems:,} systems", 0.25, m.built["cpu"] / m.ours.cpu)
            for m in measured
        ),
        Expectation(f"generation's cost per page, {sizes}", 1.15, _cost(large, "built") / _cost(small, "built")),
        Expectation(f"generation and MkDocs per page, {sizes}", 1.15, _cost(large, "all") / _cost(small, "all")),
        Expectation(f"weight of the median article, {sizes}", 1.05, large.weight.article / small.weight.article),
        *(Expectation(f"s from saving the T-72's {words} to its page", 1.0, found) for words, found in seconds.items()),
    ]
    return "\n".join(["EXPECTATIONS", *map(str, expected)])


def _cost(measured: Measured, what: str) -> float:
    """CPU seconds per page."""
    return (measured.built["cpu"] + (measured.ours.cpu if what == "all" else 0)) / measured.pages
