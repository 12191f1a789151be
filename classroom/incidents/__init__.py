"""What is put together about a lesson that was shut down, and how it may leave the house."""
