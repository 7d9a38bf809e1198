"""Dates as authors write them: EDTF level 0, and decades."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from panoply.problems import Mistake
from panoply.text import shortened


@dataclass(frozen=True, slots=True)
class Date:
    """EDTF level 0, and decades: ``1973``, ``1973-04``, ``1973-04-12``, ``1970s``, each perhaps approximate."""

    year: int
    month: int | None = None
    day: int | None = None
    decade: bool = False
    approximate: bool = False

    def edtf(self) -> str:
        parts = f"{self.year:04d}" + (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")
        return ("~" if self.approximate else "") + (f"{self.year}s" if self.decade else parts)

    def reach(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        """First and last day it may mean; a year either way where approximate."""
        slack = 1 if self.approximate else 0
        last = self.year + (9 if self.decade else 0)
        return (self.year - slack, self.month or 1, self.day or 1), (last + slack, self.month or 12, self.day or 31)


DATE = re.compile(r"(~)?([0-9]{4})(?:(s)|-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_date(text: str, offset: int = 0) -> Date:
    """A date. Raises Mistake."""
    match = DATE.fullmatch(text)
    if match is None:
        example = "write 1973, 1973-04, 1973-04-12, ~1973 or 1970s"
        raise Mistake("DATE", f"'{shortened(text)}' is not a date; {example}", offset)
    about, year, decade, month, day = match.groups()
    if int(year) == 0:
        raise Mistake("DATE", f"'{text}': there is no year 0; write the year in four digits", offset)
    if month and not 1 <= int(month) <= 12:
        raise Mistake("DATE", f"'{text}': there is no month {month}; write year-month-day, such as 1973-04-12", offset)
    if day and not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        raise Mistake("DATE", f"'{text}': {year}-{month} has no day {day}; check it, or write {year}-{month}", offset)
    if decade and int(year) % 10:
        raise Mistake("DATE", f"'{text}': a decade begins with a year that ends in 0; write {year[:3]}0s", offset)
    return Date(int(year), int(month) if month else None, int(day) if day else None, bool(decade), bool(about))


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_text(date: Date) -> str:
    """A date as pages print it: ``12 April 1973``, ``~1973``, ``1970s``."""
    about = "~" if date.approximate else ""
    if date.decade:
        return f"{about}{date.year}s"
    words = [str(date.day)] if date.day else []
    words += [MONTHS[date.month - 1]] if date.month else []
    return about + " ".join([*words, str(date.year)])
