"""Slips of the keyboard: what an edit may leave of a real file. One seed gives the same slips everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

PUT_IN: Final = (
    " |: |:|#| #|# |- |-|[|]|[[|]]|{|}|(|)|@|[@|;|,|>|>-|&|&a |*|*a|!|!!str |%|?|? |'|\"|`|~|<<: |---|..."
    "|\\|é|🙂|\t|\n|\n\n|\r|\r\n"
    "|  |\0|\u00a0|\u3000|\u200b|\u2028|\ufeff|unknown|9|-9|0.5|1,5|as of |variant |by "
    "| to |+| t| km|__|name: x|value: 3|- a: b"
)
PIECES: Final = PUT_IN.split("|")
WORDS: Final = (
    *(
        "unknown",
        "yes",
        "no",
        "0",
        "-0",
        "1e999",
        "9" * 400,
        "0." + "0" * 60 + "1",
        "1/0",
        "3 to 1",
        "~5",
        "5+",
        "½",
        "٣",
        "1_000",
    ),
    *(
        "2026-02-30",
        "0000",
        "9999-12-31",
        "c. 1973",
        "1973-",
        "late 1970s",
        "4 t",
        "4 t (",
        "4 t []",
        "4 t [@]",
        "$5",
        "5 USD 1999",
    ),
    *(
        "x" * 300,
        "[[t-72]]",
        "[[t-72|",
        "t-72/t-72b",
        "[](javascript:x)",
        "<b>",
        "{{ x }}",
        "{%",
        "{.cite}",
        "**",
        "``",
        "|",
        "![x](y)",
    ),
    *(
        "(preferred)",
        "(as of 2020; variant x)",
        "(((((((((",
        "[@a; @b; @c, p. 1-2]",
        "\u202e",
        "\ud7ff",
        "\U0010ffff",
        "a\u0301",
        "İ",
        "ß",
    ),
)
"""Whole values, each something that a reader may stumble over."""
Edit = Callable[[Random, str, Sequence[str]], str]


def mutate(random: Random, text: str, others: Sequence[str]) -> bytes:
    """A file after one to four slips; `others` are the texts that something may be pasted from."""
    for _ in range(random.randrange(1, 5)):
        text = random.choice(EDITS)(random, text, others)
    content = text.encode("utf-8", "surrogatepass")
    return spoil(random, content) if random.random() < 0.05 else content


def insert(random: Random, text: str, _: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(PIECES) + text[at:]


def delete(random: Random, text: str, _: Sequence[str]) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.randrange(1, 4) :]


def swap(random: Random, text: str, _: Sequence[str]) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def repeat(random: Random, text: str, _: Sequence[str]) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def drop(random: Random, text: str, _: Sequence[str]) -> str:
    lines = text.split("\n")
    del lines[random.randrange(len(lines))]
    return "\n".join(lines)


def indent(random: Random, text: str, _: Sequence[str]) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice((" " + lines[at], "  " + lines[at], "\t" + lines[at], lines[at][1:], lines[at][2:]))
    return "\n".join(lines)


def retype(random: Random, text: str, _: Sequence[str]) -> str:
    """Another value behind a key."""
    return _in_place_of_a_value(random, text, random.choice(PIECES) + random.choice(PIECES))


def revalue(random: Random, text: str, _: Sequence[str]) -> str:
    """A value that looks right behind a key, or in place of a word of one."""
    word = random.choice(WORDS)
    if random.random() < 0.5:
        return _in_place_of_a_value(random, text, word)
    words = text.split(" ")
    words[random.randrange(len(words))] = word
    return " ".join(words)


def paste(random: Random, text: str, others: Sequence[str]) -> str:
    """Lines of another file, or its value behind a key of this one."""
    lines = random.choice(others).split("\n")
    at = random.randrange(len(lines))
    if random.random() < 0.5:
        return _in_place_of_a_value(random, text, lines[at].partition(":")[2].strip())
    own = text.split("\n")
    place = random.randrange(len(own) + 1)
    return "\n".join([*own[:place], *lines[at : at + random.randrange(1, 6)], *own[place:]])


def rekey(random: Random, text: str, others: Sequence[str]) -> str:
    """The key of one line before the value of another, where the line stands."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    key = random.choice(random.choice(others).split("\n")).strip().partition(":")[0]
    line = lines[at]
    lines[at] = line[: len(line) - len(line.lstrip())] + key + ":" + line.partition(":")[2]
    return "\n".join(lines)


def cut(random: Random, text: str, _: Sequence[str]) -> str:
    """The file ends where its author stopped."""
    return text[: random.randrange(len(text) + 1)]


def _in_place_of_a_value(random: Random, text: str, value: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {value}"
    return "\n".join(lines)


EDITS: Final[tuple[Edit, ...]] = (
    *(insert, insert, delete, delete, swap, repeat, drop, drop, indent, retype, revalue, revalue, revalue, revalue),
    *(paste, paste, paste, rekey, cut),
)


def spoil(random: Random, content: bytes) -> bytes:
    """One byte that may leave no UTF-8."""
    at = random.randrange(len(content) + 1)
    return content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]
