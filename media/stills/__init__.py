"""What was last seen of a lesson that is shut down: kept as it came, decoded somewhere else."""
