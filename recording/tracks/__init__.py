"""From RTP packets to samples, one object a track; no I/O, no clock, no thread.

Rule: the bytes are a stranger's. Nothing here raises on them; what makes no sense is counted, and
the next packet is read.
"""
