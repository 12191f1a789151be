"""What the process that makes pictures and whoever asks it agree on."""

LIMIT = 8 << 20  # bytes of all keyframes that it is given at once
SIDE = 640  # pixels of a picture's longer side at most
