"""Words, sentences and paragraphs that mean nothing, with the links and citations of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

_WORDS: Final = """
amber anchor arrow autumn barley basin beacon birch bridge bronze canyon cedar cinder clover comet copper coral
crater cypress delta drift ember falcon fern flint garnet glacier granite harbor hazel heron horizon indigo island
ivory jasper juniper kestrel lagoon larch lattice linden marble meadow mica mirror monsoon nectar nickel oak ocean
olive onyx orchard osprey pebble pine plateau prairie quartz quill rapids raven reed ridge river rowan saffron
sage salmon sandstone sequoia shale silver slate sparrow spruce summit sycamore tamarind thistle thunder timber
topaz tundra umber valley velvet violet walnut willow winter zephyr zinc
"""
WORDS: Final = tuple(_WORDS.split())


def sentence(chance: Random, words: int) -> str:
    """A sentence of about so many words."""
    count = max(3, words + chance.randint(-2, 2))
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."


def paragraph(chance: Random, links: Sequence[str], cited: Sequence[str], sentences: int) -> str:
    """So many sentences, each with a citation and the first ones with a link."""
    parts = []
    for number in range(sentences):
        link = f" and the [[{links[number]}]]" if number < len(links) else ""
        parts.append(f"{sentence(chance, 14).rstrip('.')}{link} [@{chance.choice(cited)}].")
    return " ".join(parts)
