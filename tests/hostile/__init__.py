"""Attacks: a stranger's folder, hostile dumps, forged work files, killed processes. Each was possible once."""
