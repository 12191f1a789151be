"""What one receiver's line carries, by what came of what was sent. Pure: time is an input."""
