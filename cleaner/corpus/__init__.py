"""Cleaning many documents: formats, the plan, workers, outputs, resume, the ledger and restore."""
