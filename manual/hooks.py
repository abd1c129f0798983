"""MkDocs hooks: add the generated pages to the written ones and to the navigation."""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from manual.pages import for_site, navigation, pages


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Append the generated pages to the navigation of mkdocs.yml."""
    config.nav = [*(config.nav or []), *navigation()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the files of the site."""
    for page in pages():
        files.append(File.generated(config, page.path, content=page.text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Return the Markdown of a written page as the site shows it."""
    return for_site(markdown)
