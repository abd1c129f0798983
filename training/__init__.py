"""Train the net of the selector `body` on dumps with their articles. Not part of the installed program."""
