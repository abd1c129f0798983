"""Packs: rules, the YAML reader, layers of folders, the library, the compiled program and its cache."""
