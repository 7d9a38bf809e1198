"""Claims and rows of one file: in one line or in keys, cited or told to be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from panoply.claim_text import Qualifiers, read_long_value, read_qualifier, read_value, split_line
from panoply.file_reader import FileReader, places_of
from panoply.model import BASES, NOWHERE, RANKS, Claim, Row
from panoply.problems import Fix
from panoply.text import did_you_mean, one_of, shortened, slugify
from panoply.vocabulary import Property, Table
from panoply.yaml_mending import quoted
from panoply.yaml_nodes import Mapping, Node, Scalar, Sequence

CLAIM_KEYS = ("value", "variant", "condition", "as_of", "basis", "by", "rank", "reason", "note", "cite")
CITE_HOW = "write [@key] behind it, or a 'cite:' line"


class ClaimReader(FileReader):
    """Reads what a file claims, in the terms of the vocabulary."""

    def claims(self, prop: Property, node: Node, *, covered: bool = False) -> Iterator[Claim]:
        """The claims of one property; `covered` ones may rest on their row's citations."""
        for item in node.items if isinstance(node, Sequence) else [node]:
            claim = self._claim(prop, item)
            if claim is not None:
                yield claim
                if not claim.citations and not covered and not (isinstance(item, Mapping) and "cite" in item.items):
                    message = f"'{shortened(claim.text, 40)}' cites no source; {CITE_HOW}, or leave the claim out"
                    self.add("UNCITED", claim.place, message)

    def _claim(self, prop: Property, node: Node) -> Claim | None:
        if isinstance(node, Sequence):
            self.add("CLAIM-FORM", node.place, "a list inside a list of claims; write each claim as one item")
            return None
        if prop.datatype == "prose":
            return self._prose_claim(prop, node)
        return self._long_claim(prop, node) if isinstance(node, Mapping) else self._line_claim(prop, node)

    def _prose_claim(self, prop: Property, node: Node) -> Claim | None:
        scalar = self.scalar(node)
        return Claim(prop, self.prose(scalar, inline=True) or "", scalar.text, scalar.place, ()) if scalar else None

    def _line_claim(self, prop: Property, scalar: Scalar) -> Claim | None:
        if not scalar.text:
            return None
        line = self.attempt(lambda: split_line(scalar.text, qualified=prop.datatype != "text"), scalar)
        if line is None:
            return None
        qualifiers = Qualifiers()
        for word, offset in line.qualifiers:
            self.attempt(partial(read_qualifier, word, offset, prop, qualifiers), scalar)
        value = self.attempt(lambda: read_value(line.value, prop, self.vocabulary), scalar)
        if value is None:
            return None
        return Claim(
            prop=prop,
            value=value,
            text=line.value,
            place=scalar.place,
            citations=self.citations(scalar, line.citations),
            variant=qualifiers.variant,
            condition=qualifiers.condition,
            as_of=qualifiers.as_of,
            basis=qualifiers.basis,
            by=qualifiers.by,
            places={sort: scalar.at(offset) for sort, offset in qualifiers.offsets.items()} or NOWHERE,
        )

    def _long_claim(self, prop: Property, node: Mapping) -> Claim | None:
        if self._is_colon_in_item(node):
            return None
        self.check_keys(node, CLAIM_KEYS, ["value"])
        scalar = self.scalar(node.get("value"))
        if scalar is None:
            return None
        value = self.attempt(lambda: read_long_value(scalar.text, prop, self.vocabulary), scalar)
        claim = Claim(
            prop=prop,
            value=value,
            text=scalar.text,
            place=scalar.place,
            citations=self.cite(node),
            variant=self.slug_of(node, "variant"),
            condition=self._condition(node, prop),
            as_of=self.date(node, "as_of"),
            basis=self.choice(node, "basis", BASES),
            by=self.slug_of(node, "by"),
            rank=self.choice(node, "rank", RANKS) or "normal",
            reason=self.prose(node.get("reason"), inline=True),
            note=self.prose(node.get("note"), inline=True),
            places=places_of(node),
        )
        if claim.rank != "normal" and "reason" not in node.items:
            self.add("RANK", node.keys["rank"], f"rank {claim.rank} needs a reason; add a line 'reason: …'")
        return None if value is None else claim

    def _is_colon_in_item(self, node: Mapping) -> bool:
        """``- Gearbox: planetary [@key]`` is a mapping to YAML, and a text with a colon to its author."""
        if len(node.items) != 1 or node.items.keys() & set(CLAIM_KEYS):
            return False
        key, value = next(iter(node))
        if not isinstance(value, Scalar):
            return False
        whole = shortened(quoted(f"{key}: {value.text}"), 90)
        message = f"'{shortened(key, 40)}:' reads as a key; a text that holds ': ' is quoted: {whole}"
        line = f"{key}: {value.text}"
        self.add("COLON-IN-VALUE", node.place, message, Fix(line, quoted(line)))
        return True

    def _condition(self, node: Mapping, prop: Property) -> str | None:
        scalar = self.scalar(node.get("condition"))
        conditions = prop.conditions or {}
        if scalar is None or scalar.text in conditions:
            return scalar.text if scalar else None
        allowed = f"its conditions are {one_of(conditions)}" if conditions else "it has no conditions: delete the line"
        near = did_you_mean(scalar.text, conditions)
        message = f"'{shortened(scalar.text)}' is no condition of {prop.key}{near}; {allowed}"
        self.add("UNKNOWN-CONDITION", scalar.place, message, self.meant(scalar.text, conditions))
        return None

    def claim_block(self, node: Node | None, class_key: str | None) -> Iterator[Claim]:
        block = self.mapping(node)
        for key, value in block or ():
            prop = self.vocabulary.properties.get(key)
            if block is None or not self._may_claim(key, prop, block, class_key) or prop is None:
                continue
            yield from self.claims(prop, value)

    def _may_claim(self, key: str, prop: Property | None, block: Mapping, class_key: str | None) -> bool:
        if prop is not None and (class_key is None or self.vocabulary.has_property(class_key, key)):
            return True
        known = self.vocabulary.properties_of(class_key) if class_key else list(self.vocabulary.properties.values())
        keys, place = [p.key for p in known], block.keys[key]
        if prop is None or class_key is None:
            near = did_you_mean(slugify(key).replace("-", "_"), keys)
            message = f"unknown property '{shortened(key, 40)}'{near}; the wiki's page of fields lists them"
            self.add("UNKNOWN-PROPERTY", place, message, self.meant(key, set(keys) - block.items.keys()))
        else:
            label = self.vocabulary.classes[class_key].label.lower()
            message = f"'{key}' is no property of a {label}{did_you_mean(key, keys)}; choose another, or mend the class"
            self.add("PROPERTY-CLASS", place, message)
        return False

    def rows(self, table: Table, node: Node | None) -> Iterator[Row]:
        needed = [key for key, column in table.columns.items() if column.required]
        for item in self.mappings(node, next(iter(table.columns))):
            self.check_keys(item, [*table.columns, "cite"], needed)
            cells = {
                key: tuple(self.claims(column, item.items[key], covered=True))
                for key, column in table.columns.items()
                if key in item.items
            }
            cited = self.cite(item)
            if not cited and "cite" not in item.items:
                self.add("UNCITED", item.place, "the row cites no source; add a line 'cite: key'")
            yield Row(table.key, {k: c for k, c in cells.items() if c}, cited, item.place, self.slug)
