"""The words of one page: links, citation marks, names and values, as Markdown or HTML, all relative to that page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup, escape

from panoply.addresses import about_file, entity_file, file_link, page_link
from panoply.citation_text import Cited
from panoply.citations import Voices
from panoply.dates import Date
from panoply.dead_links import DeadLinks
from panoply.encyclopedia import Encyclopedia
from panoply.glossary import Glossary, Term
from panoply.links import Links, Target, find_target
from panoply.markup import html_text, md, md_part, text_in_language
from panoply.model import Citation, Claim, Entity, Reference, Source
from panoply.problems import Place
from panoply.prose import Printer, Prose, to_html, to_inline_markdown, to_markdown, to_text
from panoply.references import References, marks_html, marks_markdown
from panoply.settings import Site
from panoply.values import Shown, narrowing, show

NO_WORDS: Final = Markup()


@dataclass(frozen=True, slots=True)
class Wiki:
    """What every page is made from."""

    encyclopedia: Encyclopedia
    links: Links
    voices: Voices
    edited: dict[str, tuple[str, str]]
    """Last change of a file: its date and its commit."""
    aliases: Mapping[str, list[Target]]
    """What each folded alias may mean."""
    shown: frozenset[str]
    """Slugs of the entities that have pages."""
    cited: frozenset[str]
    """Ids of the sources that have pages: those something rests on."""
    today: Date
    """From which what is stale is measured."""
    glossary: Glossary = field(default_factory=Glossary)
    site: Site | None = None
    """How the published site is called and where it is; None where mkdocs.yml does not say it plainly."""
    dead: DeadLinks = field(default_factory=dict)
    """Addresses of sources that no longer answer, and since when."""
    references: dict[str, tuple[str, str]] = field(init=False, default_factory=dict, compare=False, repr=False)
    """How a source is described wherever it is cited, by its id, once that was asked: before and behind the link to it.

    No other wiki has it, be it made from this one by `replace`: there the source may be another.
    """
    previews: frozenset[str] = frozenset()
    """Names of the pictures that previews of pages may show: classes and slugs."""

    def preview(self, *keys: str) -> str:
        """The first of the keys for which there is a picture."""
        return next((key for key in keys if key in self.previews), "")


class PageText:
    """Prints for one page, `here`, and numbers its references on the way."""

    def __init__(self, wiki: Wiki, here: str) -> None:
        self.wiki, self.here = wiki, here
        self.encyclopedia = wiki.encyclopedia
        self.references = References(wiki.encyclopedia)
        self.met: set[str] = set()
        """Keys of the terms that the page has used."""
        self._shown: dict[int, tuple[Claim, Shown]] = {}
        """What was shown by the claim's identity: a page says most values two or three times."""
        self._marks: dict[tuple[str, str, str], str] = {}
        """The marks of citations in HTML, once they have numbers."""

    # links

    def to_file(self, there: str, words: str) -> str:
        """A Markdown link to another page's file."""
        return f"[{md(words)}]({file_link(self.here, there)})"

    def to_file_html(self, there: str, words: str) -> str:
        return f'<a href="{html_text(page_link(self.here, there))}">{html_text(words)}</a>'

    def entity(self, entity: Entity, words: str = "") -> str:
        if entity.slug not in self.wiki.shown:
            return md(words or entity.name)
        return self.to_file(entity_file(entity), words or entity.name)

    def entity_html(self, entity: Entity, words: str | Markup = "", anchor: str = "") -> Markup:
        """A link to an article, or to a place in it; words that are markup stay so."""
        label = escape(words or entity.name)
        if entity.slug not in self.wiki.shown:
            return label
        address = page_link(self.here, entity_file(entity)) + (f"#{anchor}" if anchor else "")
        return Markup(f'<a href="{html_text(address)}">{label}</a>')

    def link(self, target: str, words: str = "") -> str:
        """Markdown for a ``[[target|words]]``; text where the target does not exist yet."""
        found = find_target(self.encyclopedia, target)
        if found is None or found.entity.slug not in self.wiki.shown:
            return md(words or (target_name(found) if found else target))
        label = words or target_name(found)
        if self._is_here(found):
            return f"[{md(label)}](#variant-{found.variant})" if found.variant else md(label)
        anchor = f"#variant-{found.variant}" if found.variant else ""
        return f"[{md(label)}]({file_link(self.here, entity_file(found.entity))}{anchor})"

    def link_html(self, target: str, words: str = "") -> str:
        found = find_target(self.encyclopedia, target)
        if found is None or found.entity.slug not in self.wiki.shown:
            return html_text(words or (target_name(found) if found else target))
        label = words or target_name(found)
        anchor = f"#variant-{found.variant}" if found.variant else ""
        if self._is_here(found):
            return f'<a href="{anchor}">{html_text(label)}</a>' if anchor else html_text(label)
        return f'<a href="{html_text(page_link(self.here, entity_file(found.entity)))}{anchor}">{html_text(label)}</a>'

    def _is_here(self, found: Target) -> bool:
        return entity_file(found.entity) == self.here

    def title_html(self, source: Source) -> Markup:
        """A source's title, for HTML and Markdown alike."""
        return Markup(text_in_language(source.title, source.title_language))

    def name(self, slug: str) -> str:
        """An entity's name, or the slug itself of one that does not exist yet."""
        found = find_target(self.encyclopedia, slug)
        return target_name(found) if found else slug

    # citations

    def marks(self, citations: Iterable[Citation]) -> str:
        return marks_markdown(self.references.mark(citations))

    def marks_html(self, citations: Iterable[Citation]) -> Markup:
        return Markup("".join([self._mark_html(citation) for citation in citations]))

    def _mark_html(self, citation: Citation) -> str:
        said = citation.owner, citation.key, citation.locator
        if said not in self._marks:
            self._marks[said] = marks_html(self.references.mark([citation]))
        return self._marks[said]

    def graded_html(self, citation: Citation) -> Markup:
        """The mark of one citation with the grade of its source; nothing where that does not exist."""
        source, mark = self.encyclopedia.find_source(citation), self._mark_html(citation)
        return Markup(f"{mark}\N{NO-BREAK SPACE}{escape(source.grade)}" if source else mark)

    def _cited(self, owner: str) -> Callable[[tuple[Cited, ...]], list[Citation]]:
        return lambda cited: [Citation(c.key, c.locator, Place(""), owner) for c in cited]

    # prose

    def markdown(self, prose: Prose | None, owner: str, prefix: str = "") -> str:
        return to_markdown(prose, self._printer(owner, prefix, glossed=True)) if prose else ""

    def inline(self, prose: Prose | None, owner: str, *, glossed: bool = False) -> str:
        """Prose of one paragraph; `glossed` where its terms lead to the glossary."""
        return to_inline_markdown(prose, self._printer(owner, glossed=glossed)) if prose else ""

    def html(self, prose: Prose | None, owner: str) -> Markup:
        if prose is None:
            return NO_WORDS
        cited = self._cited(owner)
        printer = Printer(link=self.link_html, cite=lambda c: marks_html(self.references.mark(cited(c))))
        return Markup(to_html(prose, printer))

    def plain(self, prose: Prose | None) -> str:
        """Prose without marks, links as the names they lead to."""
        return to_text(prose, self.name) if prose else ""

    def _printer(self, owner: str, prefix: str = "", *, glossed: bool = False) -> Printer:
        cited = self._cited(owner)
        words = self._glossed if glossed else md_part
        return Printer(link=self.link, cite=lambda c: self.marks(cited(c)), prefix=prefix, words=words)

    def _glossed(self, text: str) -> str:
        """Text in which each term leads to the glossary where the page first uses it."""
        parts, end = [], 0
        for found in self.wiki.glossary.find(text, self.met):
            parts += [md_part(text[end : found.start]), self._term(text[found.start : found.end], found.term)]
            end = found.end
        return "".join([*parts, md_part(text[end:])])

    def _term(self, words: str, term: Term) -> str:
        definition = md(term.definition).replace('"', "&quot;")
        return f'[{md(words)}]({file_link(self.here, about_file("glossary"))}#{term.key} "{definition}"){{.term}}'

    # values

    def shown(self, claim: Claim) -> Shown:
        if id(claim) not in self._shown:
            self._shown[id(claim)] = claim, self._show(claim)
        return self._shown[id(claim)][1]

    def _show(self, claim: Claim) -> Shown:
        found = show(claim.value, claim.prop, self.encyclopedia.vocabulary.units)
        if claim.prop.datatype == "variant" and isinstance(claim.value, Reference):
            return Shown(self.variant_name(claim.value.slug, claim))
        return found

    def value(self, claim: Claim) -> str:
        """A claim's value as Markdown, the other units in brackets."""
        if isinstance(claim.value, Prose):
            return self.inline(claim.value, file_slug(claim))
        shown = self.shown(claim)
        if shown.reference is not None:
            return self.link(shown.reference)
        return str(_measure(shown)) if shown.others else md(shown.text)

    def value_html(self, claim: Claim, anchor: str = "") -> Markup:
        """A claim's value as HTML; with an anchor the figure leads there."""
        shown = self.shown(claim)
        if shown.reference is not None:
            return Markup(self.link_html(shown.reference))
        if claim.prop.link and isinstance(claim.value, str):
            words = claim.prop.link.words if anchor else shown.text
            return Markup(f'<a href="{html_text(claim.prop.link.address_of(claim.value))}">{html_text(words)}</a>')
        return _measure(shown, anchor)

    def figure_html(self, claim: Claim, tag: str = "span") -> Markup:
        """A claim's value within a sentence, its other units in brackets; the units switch reaches it."""
        shown = self.shown(claim)
        return _in_units(shown, f'{tag} class="{shown.system}"' if shown.system else tag, tag)

    def narrowed(self, claim: Claim, *, variant: bool = True) -> str:
        """What a claim holds for, as plain words."""
        name = self.variant_name(claim.variant, claim) if claim.variant and variant else None
        return ", ".join(narrowing(claim, name, self.name(claim.by) if claim.by else None))

    def variant_name(self, slug: str, claim: Claim) -> str:
        """The name of a variant of the entity in whose file a claim stands."""
        owner = self.encyclopedia.find(file_slug(claim))
        if owner is not None and slug in owner.variants:
            return owner.variants[slug].name
        return self.name(slug)


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    """Finished parts as one; `Markup.join` would look at each of them again."""
    return Markup(between.join(parts))


def _measure(shown: Shown, anchor: str = "") -> Markup:
    """A figure and, in brackets, the same in other units; classes tell the units switch which is which."""
    kind = f"figure {shown.system}".rstrip()
    tag, end = (f'a class="{kind}" href="#{anchor}"', "a") if anchor else (f'span class="{kind}"', "span")
    return _in_units(shown, tag, end)


def _in_units(shown: Shown, tag: str, end: str) -> Markup:
    """The figure in an element and its other units in the next, where the units switch looks for them."""
    others = f' <span class="other">({html_text("; ".join(shown.others))})</span>' if shown.others else ""
    return Markup(f"<{tag}>{html_text(shown.text)}</{end}>{others}")


def file_slug(claim: Claim) -> str:
    """The slug of the file a claim stands in."""
    return claim.place.path.rpartition("/")[2].removesuffix(".yml")


def target_name(target: Target) -> str:
    return target.entity.variants[target.variant].name if target.variant else target.entity.name
