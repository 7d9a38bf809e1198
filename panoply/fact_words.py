"""What differs in the words about things: names, classes, prose, sources, rows of the vocabulary, terms, seed articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from panoply.citations import cited_in
from panoply.encyclopedia import Encyclopedia
from panoply.fact_changes import KeyChange, ProseChange, SourceChange, WordChange
from panoply.fact_match import Pair, Side, paired, same_words
from panoply.glossary import Glossary
from panoply.model import Citation, Entity, Name, Seed, Source, Variant
from panoply.prose import Prose
from panoply.vocabulary import Vocabulary

SOURCE_FIELDS: Final = tuple(f.name for f in fields(Source) if f.name not in ("key", "owner", "place", "places"))

# names, classes and variants


def words_of(old: Entity, new: Entity) -> Iterator[WordChange]:
    """Names, class, former slugs and variants that differ."""
    yield from _word("name", old.name, new.name)
    yield from _word("kind", old.kind, new.kind)
    yield from _word("class", old.class_key, new.class_key)
    yield from _listed("other name", _names(old.names), _names(new.names))
    yield from _listed("redirect", {n.name for n in old.redirects}, {n.name for n in new.redirects})
    for slug in dict.fromkeys([*new.variants, *old.variants]):
        yield from _variant(slug, old.variants.get(slug), new.variants.get(slug))


def _variant(slug: str, old: Variant | None, new: Variant | None) -> Iterator[WordChange]:
    if old is None or new is None:
        yield WordChange("variant", old.name if old else "", new.name if new else "")
        return
    yield from _word(f"name of variant {slug}", old.name, new.name)
    yield from _word(f"parent of variant {slug}", old.parent or "", new.parent or "")
    yield from _listed(f"other name of variant {slug}", _names(old.names), _names(new.names))


def _names(names: tuple[Name, ...]) -> set[str]:
    return {", ".join(filter(None, (n.name, n.lang, n.system))) for n in names}


def _word(what: str, old: str, new: str) -> Iterator[WordChange]:
    if old != new:
        yield WordChange(what, old, new)


def _listed(what: str, old: set[str], new: set[str]) -> Iterator[WordChange]:
    yield from (WordChange(what, word, "") for word in sorted(old - new))
    yield from (WordChange(what, "", word) for word in sorted(new - old))


# prose


def proses_of(before: Side, after: Side, old: Entity | None, new: Entity | None) -> Iterator[ProseChange]:
    """Lead, sections and what changed in variants, where they differ."""
    was, now = _parts(old), _parts(new)
    for what in dict.fromkeys([*now, *was]):
        if same_words(was.get(what)) != same_words(now.get(what)):
            cited = [side.ids(_cited(e, p)) for side, e, p in ((before, old, was.get(what)), (after, new, now.get(what)))]
            yield _prose(what, was.get(what), now.get(what), *cited)


def _parts(entity: Entity | None) -> dict[str, Prose]:
    if entity is None:
        return {}
    found = {"lead": entity.lead} | {f"section {key}": prose for key, prose in entity.sections.items()}
    found |= {f"changes of variant {slug}": variant.changes for slug, variant in entity.variants.items()}
    return {what: prose for what, prose in found.items() if prose is not None}


def _cited(entity: Entity | None, prose: Prose | None) -> Iterator[Citation]:
    return cited_in(prose, entity.slug) if entity and prose else iter(())


def _prose(what: str, old: Prose | None, new: Prose | None, was: frozenset[str], now: frozenset[str]) -> ProseChange:
    before, after = (Counter(same_words(prose).split()) for prose in (old, new))
    return ProseChange(
        what,
        before.total(),
        after.total(),
        (after - before).total(),
        (before - after).total(),
        tuple(sorted(now - was)),
        tuple(sorted(was - now)),
    )


# sources


def sources_of_both(before: Encyclopedia, after: Encyclopedia) -> Iterator[SourceChange]:
    """Sources that differ; one that moved between files, or got another key, is known by its address or its title."""
    gone = [source for id_, source in before.sources.items() if id_ not in after.sources]
    come = [source for id_, source in after.sources.items() if id_ not in before.sources]
    stayed = [Pair(source, after.sources[id_]) for id_, source in before.sources.items() if id_ in after.sources]
    pairs = [*stayed, *paired(gone, come, [(like, like) for like in (_work, _address, _title)])]
    changes = [SourceChange(pair.old, pair.new, tuple(_fields(pair))) for pair in pairs]
    yield from sorted((change for change in changes if not change.is_empty()), key=lambda change: change.source.id)


def _work(source: Source) -> tuple[str, ...]:
    return tuple(_text(source, name) for name in SOURCE_FIELDS)


def _address(source: Source) -> str | None:
    return source.url or None


def _title(source: Source) -> tuple[str, str, str]:
    return source.title, source.author, source.publisher


def _fields(pair: Pair[Source]) -> Iterator[WordChange]:
    if pair.old is not None and pair.new is not None and pair.old is not pair.new:
        for name in SOURCE_FIELDS:
            yield from _word(name, _text(pair.old, name), _text(pair.new, name))


def _text(source: Source, name: str) -> str:
    value = getattr(source, name)
    return "" if value is None else value if isinstance(value, str) else value.edtf()


# rows of the vocabulary, terms and seed articles

SORTS: Final = {
    "kinds": "kind",
    "classes": "class",
    "groups": "group",
    "properties": "property",
    "tables": "table",
    "sections": "section",
    "name_systems": "system of names",
    "ratios": "ratio",
    "periods": "period",
    "drawings": "drawing",
}
SEED: Final = "seed article"
UNIT_SORTS: Final = {
    "units": "unit",
    "spellings": "spelling",
    "refused": "refused word",
    "currencies": "currency",
    "dimensions": "dimension",
}


def keys_of(old: Vocabulary, new: Vocabulary) -> Iterator[KeyChange]:
    """Rows of the vocabulary and the units table that differ."""
    for name, sort in SORTS.items():
        yield from _keyed(sort, getattr(old, name), getattr(new, name))
    for name, sort in UNIT_SORTS.items():
        yield from _keyed(sort, getattr(old.units, name), getattr(new.units, name))


def terms_of(old: Glossary, new: Glossary) -> Iterator[KeyChange]:
    return _keyed("term", old.terms, new.terms)


def seeds_of(old: tuple[Seed, ...], new: tuple[Seed, ...]) -> Iterator[KeyChange]:
    was, now = ({seed.slug: _seed(seed) for seed in seeds} for seeds in (old, new))
    return _keyed(SEED, was, now)


def _seed(seed: Seed) -> tuple[object, ...]:
    """All but where in the file it stands."""
    said = tuple((s.says, tuple((name, ref.slug) for name, ref, _ in s.names)) for s in seed.statements)
    return seed.title, seed.publisher, seed.author, seed.issued, seed.accessed, seed.url, said


def _keyed(sort: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[KeyChange]:
    for key in dict.fromkeys([*new, *old]):
        if key not in old or key not in new:
            yield KeyChange(sort, key, "removed" if key in old else "added")
        elif old[key] != new[key]:
            yield KeyChange(sort, key, "changed", tuple(_differing(old[key], new[key])))


def _differing(old: object, new: object) -> Iterator[str]:
    """The names of the fields in which two rows of one sort differ."""
    if is_dataclass(old) and type(old) is type(new):
        yield from (f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name))
