"""Questions that the lecturer asks of classrooms, and what the classrooms answer."""
