"""What is recorded of a lesson, for how long, and who may see it: rules, and no bytes."""
