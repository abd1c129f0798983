"""What MkDocs calls while it builds the site: made pages join the written ones, and the navigation."""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from manual.pages import for_site, navigation, pages


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation that mkdocs.yml begins is ended with the made pages."""
    config.nav = [*(config.nav or []), *navigation()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The made pages."""
    for page in pages():
        files.append(File.generated(config, page.path, content=page.text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """What a written page says on the site only."""
    return for_site(markdown)
