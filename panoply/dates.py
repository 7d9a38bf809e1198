"""Dates as authors write them: EDTF level 0, and decades."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from panoply.problems import Fix, Mistake
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
        meant = meant_date(text)
        fix = Fix(text, meant) if meant else None
        raise Mistake("DATE", f"'{shortened(text)}' is not a date; {example}", offset, fix)
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


OTHER_FORMS = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?",
    r"(?P<year>[0-9]{4})[/.](?P<month>[0-9]{1,2})[/.](?P<day>[0-9]{1,2})",
    r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4})",
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? )?(?P<month>[A-Z][a-z]{2,8})\.?,? (?P<year>[0-9]{4})",
    r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})",
)
"""Dates that people write in another form, and that can mean one day only; 4/5/1973 is not among them."""
ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about|around) ?(?=[0-9])")


def meant_date(text: str) -> str | None:
    """A date in the form that is read, where there is no doubt: ``12 Apr 1973`` is 1973-04-12, ``c. 1973`` ~1973."""
    about = ABOUT.match(text)
    if about:
        text = "~" + text[about.end() :]
        return text if DATE.fullmatch(text) else None
    if re.fullmatch(r"[0-9]{3}0[’']s", text):
        return f"{text[:4]}s"
    match = next(filter(None, (re.fullmatch(form, text) for form in OTHER_FORMS)), None)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        return None
    found = f"{match['year']}-{month:02d}" + (f"-{int(match['day']):02d}" if match["day"] else "")
    try:
        return read_date(found).edtf()
    except Mistake:
        return None


def _month(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    return next((number for number, name in enumerate(MONTHS, 1) if word in (name, name[:3])), None)


def date_text(date: Date) -> str:
    """A date as pages print it: ``12 April 1973``, ``~1973``, ``1970s``."""
    about = "~" if date.approximate else ""
    if date.decade:
        return f"{about}{date.year}s"
    words = [str(date.day)] if date.day else []
    words += [MONTHS[date.month - 1]] if date.month else []
    return about + " ".join([*words, str(date.year)])
