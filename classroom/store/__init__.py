"""Where lessons are kept: the one adapter in the classroom, and its twin in memory for tests."""
