"""What is handed round in a lesson, and what the lecturer shows of it on every wall.

Rule: the record holds a short list of what there is, and what is shown; the bytes are on the disk
(`web/files/`), and one page turned is one event.
"""
