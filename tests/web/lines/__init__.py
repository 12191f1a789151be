"""Line tests, from the door to the table."""
