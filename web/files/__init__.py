"""A lesson's files: how they come in, what they may be, where they lie, how they go out.

Rule: what is in a file is told by its bytes, never by its name; it is sent out as an attachment
that no browser opens by itself, and nothing in it is ever run or drawn as a page.
"""
