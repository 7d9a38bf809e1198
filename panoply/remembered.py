"""The state that the pages of a running preview show, so that a small edit costs what it concerns and not the whole wiki."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from panoply.excerpt import NotKeptError, Shelf
from panoply.kept_parts import KeptParts, Rows
from panoply.last_build import Signature
from panoply.load import Part
from panoply.memory import Memory
from panoply.output import Output
from panoply.overview import Overview
from panoply.page_text import Wiki
from panoply.render import Renderer
from panoply.small_build import MOST_EDITED, Work, make_small


@dataclass(slots=True)
class Remembered:
    """What was read for the pages as they are. Nothing changes here before the pages of an edit are written."""

    inputs: dict[str, Signature]
    """Of all that was read, when reading it began."""
    parts: dict[str, Part]
    """What each file said, by path."""
    overview: Overview
    frame: Wiki
    """The last whole build's."""
    renderer: Renderer
    since: set[str] = field(default_factory=set)
    """Files that were made by small builds since then."""

    @classmethod
    def of(cls, wiki: Wiki, inputs: dict[str, Signature], memory: Memory, renderer: Renderer) -> Remembered:
        """What a whole build found out."""
        read = {path: memory.read[path][1] for path in inputs if path in memory.read}
        parts = {path: part for path, part in read.items() if isinstance(part, Part)}
        return cls(inputs, parts, Overview.of(wiki), wiki, renderer)

    def build(self, root: Path, inputs: dict[str, Signature], memory: Memory, output: Output, *, red_links: bool) -> bool:
        """Write the pages that edits of a few files concern; False, and nothing written, where all must be made.

        Data files wait: nobody reads them in a preview.
        """
        edited = [path for path, signature in inputs.items() if self.inputs.get(path) != signature]
        if inputs.keys() != self.inputs.keys() or len(edited) > MOST_EDITED or not self.parts.keys() >= {*edited}:
            return False
        shelf = self.shelf()
        frame = replace(self.frame, links=shelf.links(), aliases=shelf.homonyms())
        work = Work(root, shelf, frame, output.written.keys(), self.renderer, red_links=red_links, data=False)
        try:
            files = make_small(work, edited) if edited else {}
        except NotKeptError:
            files = None
        for path in edited:
            if shelf.parts[path] is not self.parts[path]:
                time, _, size, _ = inputs[path]
                memory.learn(path, (time, size), shelf.parts[path])
        if files is None:
            return False
        output.files |= output.written
        for file, content in sorted(files.items()):
            output.note(output.put(file, content))
        self.inputs, self.parts, self.since = inputs, shelf.parts, self.since | files.keys()
        return True

    def shelf(self) -> Shelf:
        """All that was read, at hand."""
        vocabulary = self.frame.encyclopedia.vocabulary
        return Shelf(self.overview, KeptParts(None, b"", Rows.of(vocabulary)), {}, vocabulary, dict(self.parts))
