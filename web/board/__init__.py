"""What was drawn in a lesson, to take away: pages of the board, and what was drawn over slides."""
