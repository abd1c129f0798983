"""How often rules act on a corpus, and how outlets change, over time and from one version of the packs to the next."""
