"""Cleaning one document: choosing its pack, running the rules, and explaining what they did."""
