"""Finding the article: features of lines, the best stretch, the headline, copies, pages of other kinds."""
