"""Train the weights of the selector `body` on dumps with their articles. Not part of the installed program."""
