"""Small limits of lists, so that a wiki of few pages is divided as a large one is."""

from __future__ import annotations

import pytest

from panoply import apart, class_pages, hubs, source_pages, volumes

CELLS_OF_A_ROW = 7
LIMITS = ("MOST_LINES", "MOST_DESCRIBED", "MOST_USES", "MOST_CITED", "MOST_BACKLINKS")


def lower_limits(patch: pytest.MonkeyPatch, most: int) -> None:
    """Let no list have more than so many entries on a page."""
    for module in (volumes, apart, class_pages, hubs, source_pages):
        for name in (name for name in LIMITS if hasattr(module, name)):
            patch.setattr(module, name, most)
        if hasattr(module, "MOST_CELLS"):
            patch.setattr(module, "MOST_CELLS", most * CELLS_OF_A_ROW)
