"""The command line: the only room that reads options, prints and exits. One command, one file."""
