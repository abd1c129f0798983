"""What a person reads: tables, diffs and pages. It returns text or rich renderables and prints nothing."""
