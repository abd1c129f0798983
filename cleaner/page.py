"""The report of a batch as one page of HTML that stands by itself."""

from cleaner.batch import Summary


def page(summary: Summary) -> str:
    """The page."""
    raise NotImplementedError(summary)
