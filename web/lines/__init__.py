"""Line tests: real media between a classroom's page and a worker, for a minute and for nobody."""
