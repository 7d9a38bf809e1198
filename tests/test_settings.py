"""What mkdocs.yml says in plain text is read; what it computes is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from panoply.problems import Mistake
from panoply.settings import get_site_url, read_settings

ROOT = Path(__file__).parent.parent
TAGGED = """\
site_name: !ENV [NAME, Locomotives]
site_url: https://example.org/wiki/
strict: true
theme:
  name: material
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
docs_dir: "docs"
repo_url: ~
hooks: [build_entities.py]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "mkdocs.yml"
    file.write_text(text, "utf-8")
    return file


def test_plain_scalars_survive_beside_custom_tags(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, TAGGED))
    assert settings == {"site_url": "https://example.org/wiki/", "strict": "true", "docs_dir": "docs"}


def test_our_own_settings_name_the_site() -> None:
    assert get_site_url(ROOT / "mkdocs.yml").endswith("/")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("site_name: x\n", "needs a line site_url"),
        ("site_url: !ENV SITE\n", "needs a line site_url"),
        ("site_url:\n", "needs a line site_url"),
        ("site_url: /wiki/\n", "needs a line site_url"),
        ("- a list\n", "holds no settings"),
        ("", "holds no settings"),
        ("a: b: c\n", "cannot be read"),
    ],
)
def test_an_unusable_file_is_a_mistake_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Mistake, match=words):
        get_site_url(written(tmp_path, text))


def test_a_missing_file_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="cannot be read"):
        get_site_url(tmp_path / "mkdocs.yml")
