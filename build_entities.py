"""The two doors into the generator: this command line, and the hooks that MkDocs calls. No logic lives here."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

# MkDocs takes this folder off the path again once the hook is loaded: everything is imported here.
from panoply.command_line import main

if __name__ != "__main__":  # only MkDocs needs them, and they take a while to load
    from panoply.page_rendering import render_pages
    from panoply.preview import Preview

    _preview = Preview()
_asked = {"serve": False}


def on_startup(*, command: str, **_: Any) -> None:
    """`mkdocs build` renders the pages that are there; only `serve` makes them again."""
    _asked["serve"] = command == "serve"


def on_config(config: Any, **_: Any) -> Any:
    """Make pages before MkDocs looks for files."""
    if _asked["serve"]:
        _preview.before_build(Path(config.config_file_path).parent)
    return config


def on_nav(nav: Any, config: Any, files: Any, **_: Any) -> Any:
    """MkDocs knows all files: render pages on all cores, or keep in mind what they are rendered with."""
    if _asked["serve"]:
        _preview.begin(config, files, nav)
    else:
        render_pages(nav, files, config)
    return nav


def on_env(env: Any, **_: Any) -> Any:
    """Compile the theme's templates once, not at each edit."""
    return _preview.keep_templates(env) if _asked["serve"] else env


def on_post_build(**_: Any) -> None:
    """From here on single pages can be rendered."""
    if _asked["serve"]:
        _preview.end()


def on_serve(server: Any, config: Any, builder: Any, **_: Any) -> Any:
    """Watch what people edit, not what is made, and render no more than an edit changes."""
    _preview.watch(server, Path(config.docs_dir), Path(config.config_file_path))
    _preview.take_over(server, builder, config)
    return server


if __name__ == "__main__":
    gc.disable()  # a run is over in seconds and makes next to no garbage; looking for it costs more the larger the wiki
    sys.exit(main(sys.argv[1:]))
