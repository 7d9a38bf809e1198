"""Addresses of claims on a page: made from what each claim says, so that no other claim changes them."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from panoply.model import Claim
from panoply.problems import Place

LETTERS: Final = 4
"""Of an address: enough for a page of hundreds of claims, and each letter is paid for on every visit."""


def claim_anchors(claims: Iterable[Claim]) -> dict[Place, str]:
    """An anchor for each claim of one page, by where the claim stands in its file.

    It is drawn from property, value and all that narrows them; sources, rank and place have no part in it. Only
    claims that say the very same are told apart by their sources, and after that by their order.
    """
    places: dict[str, Place] = {}
    for claim in claims:
        said = [claim.prop.key, *_narrowed(claim), " ".join(claim.text.split())]
        while (digest := _digest(said)) in places:
            said += [citation.key for citation in claim.citations] or [""]
        places[digest] = claim.place
    anchors: dict[str, Place] = {}
    for digest in sorted(places):  # of two that begin alike, always the same one is longer
        short = next(s for end in range(LETTERS, len(digest)) if (s := f"c-{digest[:end]}") not in anchors)
        anchors[short] = places[digest]
    return {place: anchor for anchor, place in anchors.items()}


def _narrowed(claim: Claim) -> list[str]:
    date = claim.as_of.edtf() if claim.as_of else ""
    return [claim.variant or "", claim.condition or "", date, claim.basis or "", claim.by or ""]


def _digest(said: list[str]) -> str:
    return b32encode(sha256("\0".join(said).encode()).digest()[:10]).decode().lower()
