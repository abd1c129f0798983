"""Generates the reference pages of the manual from docstrings, field comments, packs and command help.

`mkdocs build` calls this package through `manual/hooks.py`. The other modules do not need MkDocs.
"""
