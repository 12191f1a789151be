"""What the rules ask of a live classroom, clause by clause, and what was found."""
