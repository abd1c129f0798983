"""Lines and words of a text, match keys, patterns, line tests, and the matcher that runs all tests at once."""
