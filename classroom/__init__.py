"""What is true of a lesson: who, what, when, and what is allowed. No I/O, no clock."""
