"""From samples to the bytes of a part file: an init, and segments that stand by themselves.

Rule: no I/O. `init()` and the segments one behind the other are the file; cut off behind any of
them it still is one, and a browser may be given the init and then any segment that begins with a
keyframe.
"""
