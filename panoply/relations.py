"""What other entities say of one by their relations, under the names these have from its side: powers, used in, built by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from panoply.links import Incoming
from panoply.markup import md
from panoply.model import Entity, Reference
from panoply.page_text import PageText
from panoply.text import sort_key
from panoply.vocabulary import AFTER, BEFORE


@dataclass(frozen=True, slots=True)
class RelationView:
    """One relation's name and all who state it; Markdown."""

    label: str
    links: str


def relations_to(text: PageText, entity: Entity) -> dict[str, list[list[Incoming]]]:
    """By inverse name, those who state it by name; what is stated from both ends is left to this one's own claims."""
    grouped: dict[str, dict[str, list[Incoming]]] = defaultdict(lambda: defaultdict(list))
    for incoming in _news(text, entity):
        grouped[incoming.prop.inverse or incoming.prop.label][incoming.subject.slug].append(incoming)
    return {label: sorted(by_subject.values(), key=_by_name) for label, by_subject in grouped.items()}


def relation_view(text: PageText, label: str, found: list[list[Incoming]]) -> RelationView:
    """One relation's name, and all who state it in one line."""
    return RelationView(md(label), ", ".join(relation_item(text, of_one) for of_one in found))


def _news(text: PageText, entity: Entity) -> Iterator[Incoming]:
    """Relations from elsewhere that the entity itself does not state."""
    stated = {(c.prop.key, c.value.slug) for c in entity.all_claims() if isinstance(c.value, Reference)}
    for incoming in text.wiki.links.incoming.get(entity.slug, ()):
        prop = incoming.prop
        slug, is_kinship = incoming.subject.slug, prop.role in (BEFORE, AFTER)  # drawn as a tree
        is_stated = any((twin, slug) in stated for twin in text.encyclopedia.vocabulary.other_ends(prop))
        if not is_kinship and not is_stated and slug != entity.slug:
            yield incoming


def relation_item(text: PageText, found: list[Incoming]) -> str:
    """Who states it, of which of its variants, and on what authority: the first source will do, its own page has the rest."""
    subject = found[0].subject
    variants = dict.fromkeys(i.claim.variant for i in found if i.claim.variant)
    links = [text.link(f"{subject.slug}/{slug}", subject.variants[slug].name) for slug in variants if slug in subject.variants]
    named = f" ({', '.join(links)})" if links else ""
    return text.entity(subject) + named + text.marks(found[0].claim.citations[:1])


def _by_name(found: list[Incoming]) -> tuple[object, ...]:
    return sort_key(found[0].subject.name), found[0].subject.slug
