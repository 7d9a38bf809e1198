"""One-line claims as people type them: brackets that are turned, unclosed, doubled or bare, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from panoply.citation_text import KEY
from panoply.problems import Fix, Mistake
from panoply.text import shortened

EXAMPLE: Final = "41.5 t (combat-loaded) [@key, p. 12]"
BRACKET = re.compile(r"[()\[\]@]")
"""One of these is in all that is refused here."""
TURNED = re.compile(r"(?P<cited>\[[^\[\]@]*@[^\[\]]*\]) *(?P<narrowed>\([^()]*\))$")


def refuse_turned(text: str) -> None:
    """Raises Mistake where the qualifiers stand behind the citations."""
    turned = TURNED.search(text) if text.endswith(")") else None
    if turned:
        message = f"'{shortened(turned[0], 40)}': qualifiers stand before the citations; write {EXAMPLE}"
        raise Mistake("CLAIM-FORM", message, turned.start(), Fix(turned[0], f"{turned['narrowed']} {turned['cited']}"))


def refuse_leftovers(value: str, *, qualified: bool) -> None:
    """Raises Mistake where brackets are left in the value that were meant for something.

    In text, which is not `qualified`, only those of citations must mean something.
    """
    if not BRACKET.search(value):  # as in nearly all
        return
    for code, pattern, message, meant in SLIPS if qualified else SLIPS[:CITATION_SLIPS]:
        found = pattern.search(value)
        if found:
            fix = meant(found[0]) if meant else None
            raise Mistake(code, f"'{shortened(found[0].strip(), 40)}' {message}", found.start(), fix)


def _closed(bracket: str) -> Callable[[str], Fix]:
    return lambda found: Fix(found, found.rstrip() + bracket)


def _joined(bracket: str, opening: str) -> Callable[[str], Fix]:
    """Two brackets become one; the second stands directly behind what was found."""
    return lambda found: Fix(f"{found} {opening}", f"{found.removesuffix(bracket)}; {opening[1:]}")


FORMS: tuple[tuple[str, str, str, Callable[[str], Fix] | None], ...] = (
    (
        "CITATION-FORM",
        r"\[[^\[\]@]*@[^\[\]]*\]$",
        "and another bracket; several citations share one: [@key; @other-key]",
        _joined("]", "[@"),
    ),
    ("CITATION-FORM", r"\[[^\[\]@]*@[^\[\]]*\]", f"stands inside the claim; citations end it: {EXAMPLE}", None),
    (
        "CITATION-FORM",
        rf"\[{KEY}(?:, [^\[\]]*)?\]$",
        f"has no @; a citation is [@key]: {EXAMPLE}",
        lambda found: Fix(found, f"[@{found[1:]}"),
    ),
    ("CITATION-FORM", r"\[-?@[^\[\]]*$", f"does not end with ]; write {EXAMPLE}", _closed("]")),
    (
        "CITATION-FORM",
        r"(?<!\S)-?@[a-z0-9][a-z0-9-]*+[^\[\]@]*+\]?$",
        f"is not in brackets; write {EXAMPLE}",
        lambda found: Fix(found, f"[{found.removeprefix('-').removesuffix(']').rstrip()}]"),
    ),
    (
        "CLAIM-FORM",
        r"[^\s()]{1,30}\([^()]*\)$",
        f"has no space before the bracket; write {EXAMPLE}",
        lambda found: Fix(found, found.replace("(", " (", 1)),
    ),
    (
        "CLAIM-FORM",
        r"(?<=\s)\([^()]*\)$",
        "and another bracket; qualifiers share one: (observed; as of 1990)",
        _joined(")", "("),
    ),
    ("CLAIM-FORM", r"\([^()]*$", f"does not end with ); write {EXAMPLE}", _closed(")")),
    ("CLAIM-FORM", r"[()\[\]].*", f"is neither (qualifiers) nor [citations]; write {EXAMPLE}", None),
)
"""A pattern in what is left of the value, what is wrong with what it finds, and what is meant; those of citations first."""
SLIPS: Final = tuple((code, re.compile(pattern), message, meant) for code, pattern, message, meant in FORMS)
CITATION_SLIPS: Final = 5
