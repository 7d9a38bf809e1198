"""Measured figures as tables in Markdown, and what is expected of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from bench.sized import Measured, Plain

MB: Final = 1_000_000


class Row(NamedTuple):
    """A line of the table: what it says and how to get it from one size's results."""

    label: str
    value: Callable[[Measured], str]


ROWS: Final = (
    Row("files of entities and sources", lambda m: f"{m.entities:,}"),
    Row("median system's file, KB", lambda m: f"{m.entity / 1000:.1f}"),
    Row("pages (Markdown files)", lambda m: f"{m.pages:,}"),
    Row("**Generation**", lambda _: ""),
    Row("cold, s", lambda m: f"{m.cold.seconds:.1f}"),
    Row("cold, CPU s", lambda m: f"{m.cold.cpu:.1f}"),
    Row("cold on one core, s", lambda m: f"{m.stages['total']:.1f}"),
    Row("cold, CPU ms per page", lambda m: f"{per_page(m, m.cold.cpu):.2f}"),
    Row("nothing changed, s", lambda m: f"{m.unchanged.seconds:.2f}"),
    Row("nothing changed, CPU s", lambda m: f"{m.unchanged.cpu:.2f}"),
    Row("one figure changed, s", lambda m: f"{m.edited.seconds:.2f}"),
    Row("one figure changed, CPU s", lambda m: f"{m.edited.cpu:.2f}"),
    Row("a figure's note changed under `make serve`, until the browser has it, s", lambda m: f"{m.served:.2f}"),
    Row("peak memory, MB", lambda m: f"{m.cold.memory / MB:.0f}"),
    Row("**Stages of a cold build on one core, CPU ms per page**", lambda _: ""),
    Row("read", lambda m: stage(m, "read")),
    Row("link", lambda m: stage(m, "link")),
    Row("check", lambda m: stage(m, "check")),
    Row("lists, reports and data", lambda m: stage(m, "lists")),
    Row("pages of entities and sources", lambda m: stage(m, "pages")),
    Row("write the lists", lambda m: stage(m, "write")),
    Row("**MkDocs, our settings**", lambda _: ""),
    Row("whole, s", lambda m: f"{m.ours.seconds:.1f}"),
    Row("whole, CPU s", lambda m: f"{m.ours.cpu:.1f}"),
    Row("CPU ms per page", lambda m: f"{per_page(m, m.ours.cpu):.2f}"),
    Row("peak memory, MB", lambda m: f"{m.ours.memory / MB:.0f}"),
    Row("**`make site`: generation, MkDocs, text index, check**", lambda _: ""),
    Row("whole, s", lambda m: f"{m.whole.seconds:.1f}"),
    Row("whole, CPU s", lambda m: f"{m.whole.cpu:.1f}"),
    Row("peak memory, MB", lambda m: f"{m.whole.memory / MB:.0f}"),
    Row("**MkDocs and Material, bare**", lambda _: ""),
    Row("whole, s", lambda m: f"{m.bare.seconds:.1f}"),
    Row("whole, CPU s", lambda m: f"{m.bare.cpu:.1f}"),
    Row("peak memory, MB", lambda m: f"{m.bare.memory / MB:.0f}"),
    Row("every page in the navigation, s", lambda m: f"{m.in_nav.seconds:.1f}" if m.in_nav else "–"),
    Row("every page in the navigation, CPU s", lambda m: f"{m.in_nav.cpu:.1f}" if m.in_nav else "–"),
    Row("its site, MB", lambda m: f"{m.in_nav_total / MB:.0f}" if m.in_nav else "–"),
    Row("**Our site**", lambda _: ""),
    Row("median article, KB raw", lambda m: f"{m.weight.article / 1000:.1f}"),
    Row("median article, KB gzipped", lambda m: f"{m.weight.article_zipped / 1000:.1f}"),
    Row("median page, KB raw", lambda m: f"{m.weight.page / 1000:.1f}"),
    Row("files", lambda m: f"{m.weight.files:,}"),
    Row("size, MB", lambda m: f"{m.weight.total / MB:.0f}"),
    Row("of which search, MB", lambda m: f"{m.weight.search / MB:.1f}"),
    Row("what its check says", lambda m: m.site.output.strip().rpartition(": ")[2]),
)


def per_page(measured: Measured, seconds: float) -> float:
    return 1000 * seconds / measured.pages


def stage(measured: Measured, key: str) -> str:
    return f"{per_page(measured, measured.stages[key]):.2f}"


def table(measured: Sequence[Measured]) -> str:
    """One column for each size."""
    lines = [["systems", *(f"{m.sizes.systems:,}" for m in measured)], ["---", *("--:" for _ in measured)]]
    lines += [[row.label, *(row.value(m) for m in measured)] for row in ROWS]
    return _markdown(lines)


def heaviest(measured: Measured) -> str:
    """The heaviest page of each sort at one size."""
    lines = [["heaviest page of each folder, and of its lists", "KB raw", "KB gzipped"], ["---", "--:", "--:"]]
    lines += [[f"`{p.path}`", f"{p.raw / 1000:.0f}", f"{p.zipped / 1000:.1f}"] for p in measured.weight.largest]
    return _markdown(lines)


def plain_lines(plain: Plain) -> str:
    """Pages per second on the corpus that never changes."""
    lines = [["plain Markdown, never changed", "our settings", "bare"], ["---", "--:", "--:"]]
    runs = (plain.ours, plain.bare)
    lines.append([f"{plain.pages:,} pages, CPU s", *(f"{run.cpu:.1f}" for run in runs)])
    lines.append(["pages per CPU second", *(f"{plain.pages / run.cpu:.0f}" for run in runs)])
    return _markdown(lines)


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("| " + " | ".join(_pad(words, widths, at) for at, words in enumerate(line)) + " |" for line in lines)


def _pad(words: str, widths: Sequence[int], column: int) -> str:
    return words.rjust(widths[column]) if column else words.ljust(widths[column])


class Expectation(NamedTuple):
    """What should hold, and what was found."""

    words: str
    limit: float
    found: float

    @property
    def is_met(self) -> bool:
        return self.found <= self.limit


def expectations(measured: Sequence[Measured], seconds: dict[str, float]) -> list[Expectation]:
    """Ratios and the time to see an edit, each beside its limit."""
    small, large = measured[0], measured[-1]
    at = f"at {large.sizes.systems:,} systems"
    sizes = f"{large.sizes.systems:,} systems ÷ {small.sizes.systems:,}"
    in_nav = next((m for m in reversed(measured) if m.in_nav), small)
    beside = f"at {in_nav.sizes.systems:,} systems"
    found = [
        Expectation(f"`make site` ÷ bare MkDocs and Material, s, {at}", 1.0, large.whole.seconds / large.bare.seconds),
        Expectation(f"`make site` ÷ bare, CPU s, {at}", 1.0, large.whole.cpu / large.bare.cpu),
        Expectation(f"MkDocs on our pages ÷ bare, CPU s, {at}", 1.0, large.ours.cpu / large.bare.cpu),
        Expectation(f"generation, cold ÷ MkDocs on our pages, s, {at}", 0.20, large.cold.seconds / large.ours.seconds),
        Expectation(f"generation, cold ÷ MkDocs on our pages, CPU s, {at}", 0.20, large.cold.cpu / large.ours.cpu),
        Expectation(f"generation, CPU per page, {sizes}", 1.10, _ratio(large, small, "cold")),
        Expectation(f"generation and MkDocs, CPU per page, {sizes}", 1.10, _ratio(large, small, "whole")),
        Expectation(f"nothing changed, s, {at}", 1.5, large.unchanged.seconds),
        Expectation(f"one figure changed, s, {at}", 2.5, large.edited.seconds),
        Expectation(f"s from saving a figure's note to its page under `make serve`, {at}", 3.0, large.served),
        Expectation(f"peak memory, GB, {at}", 2.0, large.whole.memory / 1000 / MB),
        Expectation(f"site, MB, {at}", 500, large.weight.total / MB),
        Expectation(f"median article's bytes, {sizes}", 1.05, large.weight.article / small.weight.article),
        Expectation(f"heaviest page, KB gzipped, {at}", 100, max(p.zipped for p in large.weight.largest) / 1000),
        *(Expectation(f"s from saving the T-72's {words} to its page", 1.0, s) for words, s in seconds.items()),
    ]
    if in_nav.in_nav:
        found[5:5] = [
            Expectation(f"`make site` ÷ every page in nav, CPU s, {beside}", 1 / 3, in_nav.whole.cpu / in_nav.in_nav.cpu),
            Expectation(f"site ÷ every page in nav, bytes, {beside}", 1 / 4, in_nav.weight.total / in_nav.in_nav_total),
        ]
    return found


def expected_table(found: Sequence[Expectation]) -> str:
    lines = [["", "target, at most", "measured", ""], ["---", "--:", "--:", "---"]]
    lines += [[e.words, f"{e.limit:.2f}", f"{e.found:.2f}", "met" if e.is_met else "**missed**"] for e in found]
    return _markdown(lines)


def _ratio(large: Measured, small: Measured, what: str) -> float:
    """Of CPU seconds per page."""
    one, other = getattr(large, what).cpu / large.pages, getattr(small, what).cpu / small.pages
    return float(one / other)
