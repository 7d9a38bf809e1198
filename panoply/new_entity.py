"""What a new entity's file can be made for: a kind, a class, and a slug and name that nothing else goes by."""

from __future__ import annotations

from dataclasses import dataclass

from panoply.encyclopedia import Encyclopedia
from panoply.file_reader import MOST_NAME_BYTES
from panoply.name_index import ALIAS, all_names
from panoply.problems import Mistake
from panoply.text import did_you_mean, fold, is_slug, one_of, shortened, slugify, why_no_slug
from panoply.vocabulary import Class, Kind, Vocabulary


@dataclass(frozen=True, slots=True)
class NewEntity:
    """What is to be described, known to be free and well formed."""

    encyclopedia: Encyclopedia
    kind: Kind
    slug: str
    class_: Class
    name: str
    """Empty where its author has yet to say it."""

    @property
    def path(self) -> str:
        return f"entities/{self.kind.key}/{self.slug}.yml"


def plan_entity(encyclopedia: Encyclopedia, kind_word: str, slug: str, class_word: str, name: str = "") -> NewEntity:
    """What a file can be made for. Raises Mistake for an unknown kind or class, and for a slug or name that is bad or taken."""
    kind = _find_kind(encyclopedia.vocabulary, kind_word)
    class_ = _find_class(encyclopedia.vocabulary, kind, class_word)
    name = " ".join(name.split())
    _check_slug(encyclopedia, slug)
    _check_name(encyclopedia, slug, name)
    return NewEntity(encyclopedia, kind, slug, class_, name)


def _find_kind(vocabulary: Vocabulary, word: str) -> Kind:
    by_word = {w: kind for kind in vocabulary.kinds.values() for w in (kind.key, kind.singular)}
    if word in by_word:
        return by_word[word]
    near = did_you_mean(word, by_word)
    raise Mistake("CHOICE", f"'{shortened(word)}' is no kind of entity{near}; kinds are {one_of(vocabulary.kinds)}")


def _find_class(vocabulary: Vocabulary, kind: Kind, word: str) -> Class:
    classes = {c.key: c for c in vocabulary.classes_of(kind.key) if not c.abstract}
    if word in classes:
        return classes[word]
    other = vocabulary.classes.get(word)
    why = "" if other is None else " (too wide)" if other.kind == kind.key else f" (it is one of {other.kind})"
    near = did_you_mean(slugify(word), classes)
    message = f"'{shortened(word)}' is no class of {kind.key}{why}{near}; classes are {one_of(classes, 20)}"
    raise Mistake("UNKNOWN-CLASS", message)


def _check_slug(encyclopedia: Encyclopedia, slug: str) -> None:
    if not is_slug(slug):
        raise Mistake("FILE-NAME", why_no_slug(slug))
    if slug in encyclopedia.slugs:
        raise Mistake("DUPLICATE-SLUG", f"'{slug}' is already {encyclopedia.slugs[slug]}; a slug is unique: choose another")
    if slug in encyclopedia.moved:
        path = encyclopedia.get(encyclopedia.moved[slug]).path
        raise Mistake("DUPLICATE-SLUG", f"'{slug}' is a former slug of {path}; delete it there first, or choose another")


def _check_name(encyclopedia: Encyclopedia, slug: str, name: str) -> None:
    """Neither the name nor the slug may be what another entity is found by."""
    if name and (not fold(name) or not name.isprintable() or len(fold(name).encode()) > MOST_NAME_BYTES):
        raise Mistake("FILE-NAME", f"'{shortened(name)}' is no name; write one line of letters and digits, not too long")
    owner = encyclopedia.by_name.get(fold(name)) or encyclopedia.by_name.get(slug)
    if owner is not None:
        path = encyclopedia.get(owner).path
        raise Mistake("NAME-CLASH", f"{path} has that name already; correct that file, or add a word to the name")
    for named in all_names(encyclopedia):
        if named.sort == ALIAS and fold(named.word) in (slug, fold(name)):
            where = f"{named.place.path}:{named.place.line}"
            message = f"'{named.word}' is an alias of {named.title} ({where}); delete it there first, or choose another"
            raise Mistake("ALIAS-CLASH", message)


def find_variants(new: NewEntity) -> list[str]:
    """What goes by its slug or name as a variant of another entity, as ``entity/variant``."""
    mine = {new.slug, fold(new.name)} - {""}
    found = (n for n in all_names(new.encyclopedia) if n.variant is not None)
    return list(dict.fromkeys(n.slug for n in found if fold(n.word) in mine))
