"""What mkdocs.yml says that we need to know too: its plain settings, such as the site's address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from panoply.problems import Mistake

PLAIN: Final = frozenset(f"tag:yaml.org,2002:{word}" for word in ("bool", "float", "int", "str", "timestamp"))


@dataclass(frozen=True, slots=True)
class Site:
    """The published site."""

    name: str
    url: str
    """Ends in a slash."""


def read_settings(file: Path) -> dict[str, str]:
    """The top-level settings that are plain text. Raises Mistake where there is no such file, or no YAML mapping in it.

    The YAML is composed, not constructed: whatever carries a tag, as in ``site_url: !ENV [SITE, …]``, is left out, and Python
    functions, which MkDocs' extensions take, are never looked up.
    """
    try:
        root = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Mistake("SETTINGS", f"{file}: cannot be read: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise Mistake("SETTINGS", f"{file}: holds no settings")
    return {key.value: value.value for key, value in root.value if value.tag in PLAIN}


def find_pictures(root: Path) -> frozenset[str]:
    """Names of the pictures that previews of pages may show."""
    return frozenset(picture.stem for picture in (root / "docs" / "assets" / "previews").glob("*.png"))


def get_site_url(file: Path) -> str:
    """The address that the site is published at. Raises Mistake where mkdocs.yml does not say it plainly."""
    url = read_settings(file).get("site_url", "")
    if not url.startswith(("http://", "https://")):
        raise Mistake("SETTINGS", f"{file}: needs a line site_url: https://… in plain text, under which links are checked")
    return url


def find_site(file: Path) -> Site | None:
    """The site's name and address; None where mkdocs.yml does not say both plainly."""
    try:
        name, url = read_settings(file).get("site_name", ""), get_site_url(file)
    except Mistake:
        return None
    return Site(name, url.rstrip("/") + "/") if name else None
