"""Finding the article: units and blocks of lines, features, the net, the headline, pages of other kinds.

`finder` begins with `page`: it reads the lines as `units`, so that a paragraph that was broken into lines of one width
is one thing. `scorer` gives the log odds of each unit, and facts about it. With numpy, `reading` counts the characters
and words of all units at once, `features` makes a table of that: what a unit shows by itself (`look`), its `place`,
what rules removed (`verdicts`), the words that it shares with other units (`vocabulary`), and what repeats (`frames`);
the `net` turns the table into `odds`. The compiled `_kernel` does the same. `judge` decides which units are the article
(`segment`), without `copies` and `cards` of other stories, and finds its `headline`; units of one of the `blocks` share
a fate. At last `parts` that the caller does not keep are removed, and `page_kind` says whether the page is an article
at all. `reasons` explains the scores.
"""
