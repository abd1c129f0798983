"""One module for each kind of rule that `cleaner learn` proposes."""
