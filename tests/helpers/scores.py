"""Scores of documents, drawn by Hypothesis."""

from hypothesis import strategies as st

from cleaner.evaluation.score import DocumentScore, ScoreCounts

_counts = st.builds(
    lambda both, more, other: ScoreCounts(both, both + more, both + other),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)
document_scores = st.builds(DocumentScore, _counts, _counts, st.floats(0, 1), st.booleans())
