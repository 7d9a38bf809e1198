"""Draws the pictures that other sites show beside a link to a page, docs/assets/previews/: one for the site, one for each
class, and one for each system that is named: `.venv/bin/python build_entities.py`, then `.venv/bin/python -m bench.previews`.

They hold names and the drawing to scale, and no figures: those would go stale.
"""

from __future__ import annotations

import base64
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from playwright.sync_api import sync_playwright

from bench.corpus import ROOT
from bench.screenshot import FLAGS, chromium
from panoply.build import read
from panoply.encyclopedia import Encyclopedia
from panoply.markup import html_text
from panoply.problems import Problems
from panoply.settings import read_settings

FOLDER: Final = ROOT / "docs" / "assets" / "previews"
MOST_BYTES: Final = 20 * 1024
WIDTH, HEIGHT = 1200, 630
"""What Open Graph's readers ask for."""
GROUND: Final = (0x16, 0x23, 0x2A)
INKS: Final = ((0xF2, 0xF5, 0xF6), (0xB9, 0xC4, 0xC9), (0xD8, 0xB2, 0x5A), (0x8A, 0x6D, 0x1F), (0x5C, 0x6C, 0x74))
STEPS: Final = 6
PALETTE: Final = [
    tuple(low + (high - low) * step // STEPS for low, high in zip(GROUND, ink, strict=True))
    for ink in INKS
    for step in range(STEPS + 1)
]
"""Each ink on the ground, and the shades at the edges of its letters: with all colours a picture has three times the bytes."""
NEAREST: Final = """async ([url, palette]) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height), known = new Map(), found = [];
  const distance = (colour, at) => colour.reduce((sum, part, i) => sum + (part - data[at + i]) ** 2, 0);
  for (let at = 0; at < data.length; at += 4) {
    const key = data[at] << 16 | data[at + 1] << 8 | data[at + 2];
    if (!known.has(key)) {
      const distances = palette.map((colour) => distance(colour, at));
      known.set(key, distances.indexOf(Math.min(...distances)));
    }
    found.push(known.get(key));
  }
  return found;
}"""
SIX: Final = ("hwasong-18", "t-72", "t-54-t-55", "leopard-2", "m1a1-abrams", "challenger-2")
DRAWING: Final = re.compile(r'<div class="plate">\s*(<svg.*?</svg>)', re.DOTALL)
CARD: Final = """<!doctype html><meta charset="utf-8"><style>
* {{ margin: 0; box-sizing: border-box; }}
body {{ position: relative; width: 1200px; height: 630px; padding: 64px 72px; overflow: hidden; background: #16232a;
  color: #f2f5f6; font: 30px/1.4 "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }}
header {{ display: flex; gap: 18px; align-items: center; color: #b9c4c9; }}
header svg {{ width: 44px; }}
h1 {{ max-width: 1056px; margin: 56px 0 14px; font: 600 {size}px/1.12 Georgia, "Liberation Serif", serif; text-wrap: balance; }}
p {{ max-width: 900px; color: #b9c4c9; text-wrap: balance; }}
figure {{ position: absolute; inset: auto 72px 68px; color: #d8b25a; }}
figure svg {{ display: block; width: 100%; height: auto; max-height: 210px; overflow: visible; }}
figure path {{ fill: #3a3f38; stroke: currentcolor; stroke-width: 2; vector-effect: non-scaling-stroke; }}
figure :is(.box, .guide) {{ display: none; }}
figure .person {{ fill: currentcolor; stroke: none; }}
figure .ground {{ fill: none; stroke: #5c6c74; }}
footer {{ position: absolute; inset: auto 72px 56px; padding-top: 22px; border-top: 3px solid #8a6d1f; color: #b9c4c9; }}
</style><header>{mark}{site}</header><h1>{title}</h1><p>{words}</p>{below}"""


class Card(NamedTuple):
    """What stands on one picture."""

    file: str
    title: str
    words: str
    drawing: str = ""


def cards(encyclopedia: Encyclopedia, settings: dict[str, str], slugs: list[str]) -> Iterator[Card]:
    """The site, its classes, and the systems named."""
    yield Card("site", settings["site_name"], settings["site_description"])
    for class_ in (c for c in encyclopedia.vocabulary.classes.values() if not c.abstract):
        yield Card(class_.key, class_.plural, class_.definition)
    for entity in map(encyclopedia.get, slugs):
        page = (ROOT / "docs" / "wiki" / entity.kind / entity.slug / "index.md").read_text("utf-8")
        found = DRAWING.search(page)
        label = encyclopedia.vocabulary.classes[entity.class_key].label
        yield Card(entity.slug, entity.name, label, found[1] if found else "")


def html_of(card: Card, site: str) -> str:
    """A picture as a page of its size."""
    words = "Disagreement between sources is shown, and anyone can correct it."
    words = words if card.title == site else "Every figure cites its source."
    mark = (ROOT / "docs" / "assets" / "mark.svg").read_text("utf-8")
    return CARD.format(
        mark=mark,
        site="" if card.title == site else html_text(site),
        title=html_text(card.title),
        words=html_text(card.words),
        size=104 if len(card.title) < 18 else 76,
        below=f"<figure>{card.drawing}</figure>" if card.drawing else f"<footer>{words}</footer>",
    )


def png(indices: list[int]) -> bytes:
    """Indices into the palette, row by row, as a PNG (https://www.w3.org/TR/png/)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(indices[start : start + WIDTH]) for start in range(0, len(indices), WIDTH))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = bytes(part for colour in PALETTE for part in colour)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def main(slugs: list[str]) -> int:
    """Exit code 1 where a picture is too heavy."""
    problems = Problems()
    found = read(ROOT, problems)
    if found is None:
        print(*problems.errors, sep="\n", file=sys.stderr)
        return 1
    settings = read_settings(ROOT / "mkdocs.yml")
    FOLDER.mkdir(exist_ok=True)
    heavy = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for card in cards(found.encyclopedia, settings, slugs or list(SIX)):
            page.set_content(html_of(card, settings["site_name"]))
            shot = "data:image/png;base64," + base64.b64encode(page.screenshot()).decode()
            picture = png(page.evaluate(NEAREST, [shot, PALETTE]))
            (FOLDER / f"{card.file}.png").write_bytes(picture)
            heavy += len(picture) > MOST_BYTES
            print(f"{card.file}.png: {len(picture) / 1024:.1f} KB{' is too much' if len(picture) > MOST_BYTES else ''}")
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
