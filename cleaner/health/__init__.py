"""How rules and outlets fare on a corpus, over time and from one version of the packs to the next."""
