"""The inner loop of forwarding in C: optional, built where a compiler is, the same byte for byte.

Rule: nothing needs it. Who asks for a kernel gets one or None, and everything works without.
"""
