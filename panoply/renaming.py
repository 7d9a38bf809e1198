"""Where a property, a condition, a class or a slug stands, and what a renaming puts there.

A word is replaced only where its meaning is known: at the nodes of the vocabulary, at claims and links as they were read,
and in the addresses that hand-written pages link to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from panoply.blocks import last_line, shown_lines
from panoply.edits import Edit
from panoply.encyclopedia import Encyclopedia
from panoply.links import find_target, links_in, links_in_row
from panoply.model import Claim, Entity, Reference, place_of
from panoply.problems import Fix, Mistake, Place, Problems
from panoply.text import did_you_mean, is_slug, shortened, why_no_slug
from panoply.yaml_nodes import Mapping, Node, Scalar, Sequence
from panoply.yaml_source import read_file

VOCABULARY: Final = "schema/vocabulary.yml"
GENERATED: Final = "docs/wiki"
KEYS: Final = {
    "property": ("properties",),
    "condition": ("properties.*.conditions", "tables.*.columns.*.conditions"),
    "class": ("classes", "properties.*.bounds", "tables.*.columns.*.bounds"),
}
"""The mappings of the vocabulary whose keys are words of a sort; the first is where they are defined."""
WORDS: Final = {
    "property": (
        "properties.*.not_before",
        "properties.*.inverse_of",
        "classes.*.columns.*",
        "ratios.*.of",
        "ratios.*.over",
        "periods.*.from",
        "periods.*.to",
        "periods.*.still",
        "drawings.*.dimensions.*",
        "drawings.*.beside",
    ),
    "condition": ("periods.*.plan",),
    "class": (
        "classes.*.parent",
        "properties.*.classes.*",
        "properties.*.class",
        "tables.*.columns.*.class",
        "drawings.*.classes.*",
    ),
}
"""The texts of the vocabulary that are such a word, or begin with one."""
FORMS: Final = {"property": re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")}


@dataclass(slots=True)
class Renaming:
    """What one new name changes."""

    edits: list[Edit] = field(default_factory=list)
    moves: dict[str, str] = field(default_factory=dict)
    """Files by their paths, and what they become."""

    def replace(self, place: Place, old: str, new: str) -> None:
        self.edits.append(Edit(place, Fix(old, new)))


def find_renaming(root: Path, encyclopedia: Encyclopedia, sort: str, old: str, new: str) -> Renaming:
    """What `sort`, one of SORTS, changes when one of it is renamed. Raises Mistake where it cannot be."""
    renaming = Renaming()
    SORTS[sort](root, encyclopedia, old, new, renaming)
    return renaming


# words of the vocabulary


def _rename_property(root: Path, encyclopedia: Encyclopedia, old: str, new: str, into: Renaming) -> None:
    _rename_in_vocabulary(root, "property", old, new, into)
    for entity in encyclopedia.entities.values():
        node = _read(root, entity.path)
        for path in ("claims", "variants.*.claims"):
            _replace_keys(_nodes_at(node, path.split(".")), old, new, into)


def _rename_condition(root: Path, encyclopedia: Encyclopedia, old: str, new: str, into: Renaming) -> None:
    _rename_in_vocabulary(root, "condition", old, new, into)
    for claim in _all_claims(encyclopedia):
        if claim.condition == old:
            into.replace(place_of(claim, "condition"), old, new)


def _rename_class(root: Path, encyclopedia: Encyclopedia, old: str, new: str, into: Renaming) -> None:
    _rename_in_vocabulary(root, "class", old, new, into)
    for entity in encyclopedia.entities.values():
        if entity.class_key == old:
            into.replace(entity.places["class"], old, new)
    _replace_addresses(root, f"wiki/classes/{old}", f"wiki/classes/{new}", into)


def _rename_in_vocabulary(root: Path, sort: str, old: str, new: str, into: Renaming) -> None:
    node = _read(root, VOCABULARY)
    groups = [group for path in KEYS[sort] for group in _nodes_at(node, path.split("."))]
    known = {key for group in groups if isinstance(group, Mapping) for key in group.items}
    _refuse_names(sort, old, new, known)
    _replace_keys(groups, old, new, into)
    for path in WORDS[sort]:
        for word in _nodes_at(node, path.split(".")):
            if isinstance(word, Scalar) and word.text.split(" ")[0] == old:
                into.replace(word.place, old, new)


def _refuse_names(sort: str, old: str, new: str, known: Iterable[str]) -> None:
    known = set(known)
    if old not in known:
        raise Mistake("VOCABULARY", f"'{shortened(old)}' is no {sort}{did_you_mean(old, known)}")
    form = FORMS.get(sort)
    if not (form.fullmatch(new) if form else is_slug(new)):
        example = "lower-case letters and digits, parted by '_'" if form else why_no_slug(new)
        raise Mistake("VOCABULARY", f"'{shortened(new)}' cannot name a {sort}: {example}")
    if new in known:
        raise Mistake("VOCABULARY", f"there is a {sort} '{new}' already; choose another name")


def _replace_keys(groups: Iterable[Node], old: str, new: str, into: Renaming) -> None:
    for group in groups:
        if isinstance(group, Mapping) and old in group.items:
            into.replace(group.keys[old], old, new)


def _nodes_at(node: Node | None, path: list[str]) -> Iterator[Node]:
    """The nodes at a path, in which ``*`` is any key, or any item of a list."""
    if not path or node is None:
        yield from [] if node is None else [node]
    elif isinstance(node, Mapping):
        for child in node.items.values() if path[0] == "*" else [node.get(path[0])]:
            yield from _nodes_at(child, path[1:])
    elif isinstance(node, Sequence) and path[0] == "*":
        for item in node.items:
            yield from _nodes_at(item, path[1:])


def _all_claims(encyclopedia: Encyclopedia) -> Iterator[Claim]:
    yield from (claim for _, claim in encyclopedia.claims())
    yield from (claim for row in encyclopedia.rows() for cell in row.cells.values() for claim in cell)


# slugs


def _rename_slug(root: Path, encyclopedia: Encyclopedia, old: str, new: str, into: Renaming) -> None:
    entity = encyclopedia.find(old)
    if entity is None:
        raise Mistake("FILE-NAME", f"'{shortened(old)}' is the slug of no entity{did_you_mean(old, encyclopedia.entities)}")
    if not is_slug(new):
        raise Mistake("FILE-NAME", why_no_slug(new))
    taken = encyclopedia.slugs.get(new) or encyclopedia.moved.get(new, old)
    if taken != old:
        raise Mistake("FILE-NAME", f"'{new}' is {taken} already; choose another slug")
    for words, place in _named(encyclopedia, entity):
        into.replace(place, words, new + words.removeprefix(old))
    _leave_redirect(root, entity, new, into)
    into.moves[entity.path] = f"{entity.path.rpartition('/')[0]}/{new}.yml"
    picture = f"docs/assets/previews/{old}.png"
    if (root / picture).is_file():
        into.moves[picture] = f"docs/assets/previews/{new}.png"
    _replace_addresses(root, f"wiki/{entity.kind}/{old}", f"wiki/{entity.kind}/{new}", into)


def _named(encyclopedia: Encyclopedia, entity: Entity) -> Iterator[tuple[str, Place]]:
    """Every place that names an entity by its slug, perhaps with one of its variants."""
    for words, place in _links(encyclopedia):
        target = find_target(encyclopedia, words) if words.partition("/")[0] == entity.slug else None
        if target is not None and target.entity is entity:
            yield words, place
    for row in encyclopedia.rows():
        owner = encyclopedia.find(row.owner)
        for claim in (claim for cell in row.cells.values() for claim in cell):
            is_own = owner is not None and entity.slug in owner.variants
            if claim.prop.datatype == "variant" and claim.value == Reference(entity.slug) and not is_own:
                yield entity.slug, claim.place


def _links(encyclopedia: Encyclopedia) -> Iterator[tuple[str, Place]]:
    for other in encyclopedia.entities.values():
        yield from links_in(other)
    for file in encyclopedia.row_files:
        for row in file.rows:
            yield from links_in_row(row)
    for source in encyclopedia.sources.values():
        if source.by:
            yield source.by, place_of(source, "by")
    for seed in encyclopedia.seeds:
        for statement in seed.statements:
            yield from ((reference.slug, place) for _, reference, place in statement.names)


def _leave_redirect(root: Path, entity: Entity, new: str, into: Renaming) -> None:
    """The old slug among the redirects; it takes the new one's line where an earlier renaming is taken back."""
    back = next((name for name in entity.redirects if name.name == new), None)
    if back is not None:
        into.replace(back.place, new, entity.slug)
        return
    lines, node = shown_lines((root / entity.path).read_bytes()), _read(root, entity.path)
    there = node.get("redirects")
    behind = next(key for key in ("redirects", "names", "class") if key in node.items)
    end = last_line(lines, node, behind)
    while end < len(lines) and re.match(" +#", lines[end]):  # a comment on what stands above
        end += 1
    item = f"- {entity.slug}"
    text = f"\n{' ' * (there.place.column - 1)}{item}" if there else f"\nredirects:\n  {item}"
    into.replace(Place(entity.path, end, len(lines[end - 1]) + 1), "", text)


# addresses


def _replace_addresses(root: Path, old: str, new: str, into: Renaming) -> None:
    """Links of hand-written pages to a generated one."""
    for path, number, line in _written_lines(root):
        for found in re.finditer(rf"{re.escape(old)}(?=[/)#])", line):
            into.replace(Place(path, number, found.start() + 1), old, new)


def _written_lines(root: Path) -> Iterator[tuple[str, int, str]]:
    """Path, number and words of every line of the hand-written pages."""
    for file in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
        path = file.relative_to(root).as_posix()
        if not path.startswith(f"{GENERATED}/"):
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                yield path, number, line


def find_mentions(root: Path, word: str) -> Iterator[Place]:
    """Where hand-written pages speak of a word as code: a renaming leaves that to its author."""
    for path, number, line in _written_lines(root):
        for found in re.finditer(rf"(?:^[ -]*|[`(]|\[\[){re.escape(word)}(?=[`:;)|\]])", line):
            yield Place(path, number, found.end() - len(word) + 1)


def _read(root: Path, path: str) -> Mapping:
    node = read_file(root / path, path, Problems())
    if node is None:
        raise Mistake("SYNTAX", f"{path} cannot be read; mend it first")
    return node


SORTS: Final[dict[str, Callable[[Path, Encyclopedia, str, str, Renaming], None]]] = {
    "property": _rename_property,
    "condition": _rename_condition,
    "class": _rename_class,
    "slug": _rename_slug,
}
"""What can be renamed."""
