"""Proposing the rules of an outlet from its dumps, and writing them as a pack."""
