"""What comes in: streams of packets from a producer, repaired and reported on."""
