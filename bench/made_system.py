"""One made-up system's file, part by part, in the order and about the proportions of the real T-72."""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from bench.names import name, slug
from bench.prose import WORDS, paragraph, sentence
from bench.sources import source_lines


class Figure(NamedTuple):
    """A property with the range its made-up values lie in."""

    key: str
    least: float
    most: float
    digits: int
    unit: str
    conditions: tuple[str, ...] = ()


FIGURES: Final = (
    Figure("length_gun_forward", 7.5, 11, 2, "m"),
    Figure("length_hull", 6, 8, 2, "m"),
    Figure("width", 3.2, 4, 2, "m", ("with-skirts", "without-skirts")),
    Figure("height", 2.1, 2.9, 2, "m", ("to-turret-roof", "to-cupola")),
    Figure("ground_clearance", 0.4, 0.55, 2, "m"),
    Figure("mass", 36, 68, 1, "t", ("combat-loaded", "empty")),
    Figure("ground_pressure", 75, 105, 0, "kPa"),
    Figure("engine_power", 500, 1200, 0, "kW"),
    Figure("power_to_mass", 15, 28, 1, "hp/t"),
    Figure("road_speed", 50, 75, 0, "km/h", ("governed",)),
    Figure("cross_country_speed", 35, 55, 0, "km/h"),
    Figure("road_range", 400, 700, 0, "km", ("internal-fuel", "with-external-tanks")),
    Figure("fuel_capacity", 900, 1900, 0, "l"),
    Figure("fording_depth", 1, 5, 1, "m", ("unprepared", "with-snorkel")),
    Figure("vertical_step", 0.8, 1.2, 2, "m"),
    Figure("trench", 2.5, 3.2, 2, "m"),
    Figure("gradient", 50, 70, 0, "percent"),
    Figure("caliber", 100, 130, 0, "mm"),
    Figure("main_gun_ammunition", 30, 60, 0, "rounds", ("in-autoloader", "ready")),
    Figure("rate_of_fire", 6, 12, 0, "rounds/min"),
    Figure("turret_traverse_rate", 15, 45, 0, "deg/s"),
    Figure("effective_range", 2000, 5000, 0, "m", ("apfsds", "heat")),
    Figure("smoke_dischargers", 8, 24, 0, "units"),
    Figure("number_built", 500, 20000, 0, "units"),
)
CHOICES: Final = {
    "status": ("in-service", "in-reserve", "retired"),
    "suspension": ("torsion-bar", "hydropneumatic"),
    "bore": ("rifled", "smoothbore"),
    "loading": ("manual", "autoloader"),
    "stabilization": ("one-plane", "two-plane"),
    "rangefinder": ("laser", "coincidence"),
    "night_vision": ("active-infrared", "thermal"),
    "nuclear_protection": ("yes", "no"),
    "crew": ("3", "4"),
}
YEARS: Final = {"design_start": 0, "first_prototype": 3, "production_start": 6, "service_entry": 7, "production_end": 25}
"""How many years after the beginning."""
CLASSES: Final = ("main-battle-tank",) * 7 + ("medium-tank", "light-tank", "self-propelled-gun")
ONE_OWN_IN: Final = 10
"""Of so many systems one has a source of its own; the others share all of theirs."""


class System:
    """Writes one file; how rich it is, and every choice in it, comes from `chance`."""

    def __init__(self, number: int, counts: dict[str, int], chance: Random) -> None:
        self.number = number
        self.counts = counts
        self.chance = chance
        self.richness = min(2.5, max(0.4, chance.lognormvariate(0, 0.35)))
        self.inline = [f"{chance.choice(WORDS)}-{number}"] if number % ONE_OWN_IN == 0 else []
        self.cited = [*self.inline, *(self.one("sources") for _ in range(self.some(13)))]

    def some(self, usual: int) -> int:
        return max(1, round(usual * self.richness))

    def one(self, folder: str) -> str:
        """Any entity of a kind; of systems an earlier one, so that no line of descent runs in a circle."""
        return slug(folder, self.chance.randrange(self.number if folder == "systems" else self.counts[folder]))

    def cite(self) -> str:
        """The long form's citation: one key or two, sometimes with a page."""
        keys = self.chance.sample(self.cited, min(len(self.cited), self.chance.choice((1, 1, 1, 2))))
        return "; ".join(keys) + (f", p. {self.chance.randint(1, 300)}" if self.chance.random() < 0.2 else "")

    def at(self) -> str:
        """The same in a claim's one line."""
        return "[@" + self.cite().replace("; ", "; @") + "]"

    def text(self, sentences: int) -> str:
        links = [self.one(folder) for folder in ("countries", "organizations", "components")]
        return paragraph(self.chance, links, self.cited, sentences)

    def lines(self) -> list[str]:
        """The whole file."""
        return [
            *self.head(),
            "claims:",
            *(f"  {line}" for line in (*self.relations(), *self.years(), *self.choices(), *self.figures(self.some(15)))),
            "variants:",
            *(f"  {line}" for number in range(self.some(3)) for line in self.variant(number)),
            *self.tables(),
            "sections:",
            *(line for key in ("design", "development", "service") for line in self.section(key)),
            *(("sources:", *self.source(self.inline[0])) if self.inline else ()),
        ]

    def head(self) -> list[str]:
        return [
            f"name: {name('systems', self.number)}",
            f"class: {self.chance.choice(CLASSES)}",
            "names:",
            f"  - name: Object {self.number + 1000}M",
            "    system: factory",
            f"  - name: Объект {self.number + 1000}М",
            "    lang: ru",
            "lead: >-",
            f"  {self.text(3)}",
        ]

    def relations(self) -> list[str]:
        gun = 2 * self.chance.randrange(self.counts["components"] // 2)
        related = {
            "origin": self.one("countries"),
            "designer": self.one("organizations"),
            "manufacturer": self.one("organizations"),
            "main_gun": slug("components", gun),
            "engine": slug("components", gun + 1),
        }
        if self.number:
            related["predecessor"] = self.one("systems")
        wars = sorted({self.one("conflicts") for _ in range(3)})
        lines = [f"{key}: {other} {self.at()}" for key, other in related.items()]
        return [*lines, "conflict:", *(f"  - {war} {self.at()}" for war in wars)]

    def years(self) -> list[str]:
        start = self.chance.randint(1950, 1990)
        return [f"{key}: {start + later} {self.at()}" for key, later in YEARS.items()]

    def choices(self) -> list[str]:
        return [f"{key}: {self.chance.choice(values)} {self.at()}" for key, values in CHOICES.items()]

    def figures(self, count: int) -> list[str]:
        """Claims of so many properties, two in five of which have several answers."""
        lines: list[str] = []
        for figure in self.chance.sample(FIGURES, min(count, len(FIGURES))):
            if self.chance.random() < 0.6:
                lines.append(f"{figure.key}: {self.value(figure)} {self.at()}")
            else:
                answers = [self.answer(figure) for _ in range(self.chance.randint(2, 4))]
                lines += [f"{figure.key}:", *(f"  {line}" for answer in answers for line in answer)]
        return lines

    def answer(self, figure: Figure) -> list[str]:
        """One claim of a list: most are one line, some have a note, a few are deprecated."""
        roll = self.chance.random()
        if roll < 0.2:
            return [f"- value: {self.value(figure)}", f"  note: {sentence(self.chance, 8)}", f"  cite: {self.cite()}"]
        if roll < 0.25:
            reason = sentence(self.chance, 9)
            return [f"- value: {self.value(figure)}", "  rank: deprecated", f"  reason: {reason}", f"  cite: {self.cite()}"]
        narrowed = f" ({self.chance.choice(figure.conditions)})" if figure.conditions and roll < 0.6 else ""
        return [f"- {self.value(figure)}{narrowed} {self.at()}"]

    def value(self, figure: Figure) -> str:
        """Near a middle that all claims of this system share, so that some agree and some are disputed."""
        middle = figure.least + (figure.most - figure.least) * Random(f"{self.number} {figure.key}").random()
        amount = min(figure.most, max(figure.least, middle * self.chance.uniform(0.97, 1.03)))
        return f"{amount:.{figure.digits}f} {figure.unit}"

    def variant(self, number: int) -> list[str]:
        head = [f"mark-{number + 1}:", f"  name: {name('systems', self.number)} Mark {number + 1}", "  changes: >-"]
        return [*head, f"    {self.text(1)}", "  claims:", *(f"    {line}" for line in self.figures(3))]

    def tables(self) -> list[str]:
        operators = sorted({self.one("countries") for _ in range(self.some(6))})
        return [
            "operators:",
            *(line for country in operators for line in self.operator(country)),
            "production:",
            f"  - country: {self.one('countries')}",
            f"    organization: {self.one('organizations')}",
            f"    from: {self.chance.randint(1955, 1975)}",
            f"    number: {self.chance.randint(200, 9000)}",
            f"    cite: {self.cite()}",
            "transfers:",
            *(line for _ in range(self.some(3)) for line in self.transfer()),
        ]

    def operator(self, country: str) -> list[str]:
        lines = [f"  - country: {country}", f"    status: {self.chance.choice(('current', 'current', 'former'))}"]
        if self.chance.random() < 0.7:
            lines.append(f"    number: ~{self.chance.randint(20, 900)} (as of {self.chance.randint(2000, 2025)})")
        return [*lines, f"    cite: {self.cite()}"]

    def transfer(self) -> list[str]:
        return [
            f"  - from: {self.one('countries')}",
            f"    to: {self.one('countries')}",
            f"    delivered: {self.chance.randint(10, 300)}",
            f"    arrived: {self.chance.randint(1970, 2025)}",
            f"    cite: {self.cite()}",
        ]

    def section(self, key: str) -> list[str]:
        return [f"  {key}: >-", f"    {self.text(self.some(3))}"]

    def source(self, key: str) -> list[str]:
        return [f"  {key}:", *(f"    {line}" for line in source_lines(self.chance, key))]
