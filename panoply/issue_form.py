"""The issue form for what has no page yet: its list of classes is the vocabulary's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from panoply.vocabulary import Vocabulary

FORM: Final = ".github/ISSUE_TEMPLATE/new-system.yml"
OTHER: Final = "Something else"
CHOICES: Final = re.compile(r"(?m)^( *)# classes of the vocabulary\n(?:\1- .*\n)*")
"""The comment that the choices stand below, and the choices."""
PLAIN: Final = re.compile(r"[A-Za-z][\w ()/-]*")
WORDS: Final = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
"""What some readers of YAML take for something else than a text."""


def form_text(text: str, vocabulary: Vocabulary) -> str:
    """A form with the vocabulary's classes to choose from; a form without the comment is left alone."""
    classes = [c.label for kind in vocabulary.kinds for c in vocabulary.classes_of(kind) if not c.abstract]
    return CHOICES.sub(lambda match: _choices(match[1], [*classes, OTHER]), text)


def _choices(margin: str, labels: list[str]) -> str:
    """GitHub refuses a choice that stands twice."""
    listed = "".join(f"{margin}- {_quoted(label)}\n" for label in dict.fromkeys(labels))
    return f"{margin}# classes of the vocabulary\n{listed}"


def _quoted(label: str) -> str:
    """Between single quotes, unless YAML can read nothing but a text."""
    if PLAIN.fullmatch(label) and label.casefold() not in WORDS:
        return label
    doubled = label.replace("'", "''")
    return f"'{doubled}'"


def stale_form(root: Path, vocabulary: Vocabulary) -> str | None:
    """The form as it should be, where there is one and it differs from the vocabulary."""
    file = root / FORM
    if not file.is_file():
        return None
    text = file.read_text("utf-8")
    wanted = form_text(text, vocabulary)
    return None if wanted == text else wanted
