"""Guards of the house: what would otherwise be a rule on paper."""
