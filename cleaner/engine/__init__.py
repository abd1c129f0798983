"""Cleaning one document: the fitting pack, its rules at work, the result and the explanation of it."""
