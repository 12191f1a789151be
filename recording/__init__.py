"""What stays of a lesson (begins with a later step): the recorder is a participant like any."""
