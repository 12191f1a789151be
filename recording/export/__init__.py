"""One film of a recording: its tracks, slides and ink in a layout, with chapters and a watermark.

    plan      index, stage and slides → which box shows what, from when to when. Pure.
    reading   a track's pictures, one after the other, by the wall clock
    slides    pages that were shown, with what was drawn on them by then
    compose   all of these → pictures of the film
    sound     all sound tracks → one, by the wall clock
    worker    a process of its own: pieces of half a minute, then sound, then one file
    exporter  the queue, in the control process

Rule: nothing here writes to a recording; what is missing in it is said in the picture, never
covered up. A piece that is on the disk is never made again.
"""
