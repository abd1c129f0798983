"""Fixtures of all tests of the command line."""

from tests.helpers.project import project as project
from tests.helpers.shell import shell as shell
from tests.helpers.shell import titles as titles
