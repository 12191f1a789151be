"""WHAT stays of a lesson: its sound and picture as they passed, track by track, intact.

The recorder is a participant like any: it is sent the tracks' RTP packets, and nothing else in the
lesson knows that it is one. From below upwards:

- `recording/tracks/`      RTP packets → samples; what a track knows of itself. Pure.
- `recording/containers/`  samples → bytes of a part file (fragmented MP4, WebM). Pure.
- `recording/manifest/`    what was written and what happened, line by line, as one chain of hashes.
- `recording/sealing.py`, `recording/verifying.py`  that chain signed, and checked anywhere.

A *sample* is one picture or one Opus packet, as it was sent. A *segment* is about 2 s of samples
that stand by themselves. A *part* is a file: an init and the segments behind it, of one format;
when the format changes or the sender starts over, a new part begins. A *track* is its parts.

Rule: nothing is decoded, encoded or made up; what was lost stays lost, and is counted.
"""
