"""Comparing clean texts with references: alignment, scores, and floors for continuous integration."""
