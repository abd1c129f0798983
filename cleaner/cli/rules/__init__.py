"""The commands below `cleaner rules`. One command, one file."""
