"""The reference part of the manual, made from docstrings, fields, packs and the command line's own help.

`mkdocs build` calls it through `manual/hooks.py`; nothing in here needs MkDocs to be installed.
"""
