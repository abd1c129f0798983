"""Finding the article: features of lines, the best stretch, the headline, copies, pages of other kinds.

`reader` turns lines into a `page` with `line_features`. `model` adds `place_features` and scores each line. `judge`
then finds the article: its stretch (`segment`), the lines in it that repeat others (`copies`), and its `headline`. The
selector `body` removes the `parts` that the caller does not keep, asks `page_kind` whether the page is an article at
all, and explains the scores with `reasons`. `bins` defines the features and their values, `weights` has a number for
each value.
"""
