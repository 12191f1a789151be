"""What is recorded of a lesson."""
