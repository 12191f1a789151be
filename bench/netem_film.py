"""A camera's picture for a browser's fake device: what moves, seen through a sensor's noise.

Chromium's own test picture is so plain that 720p of it takes 300 kbit/s, and a thin line would look
wide. Rule: the encoder has to work for this one up to its ceiling, as for a real classroom.
"""

from pathlib import Path

import numpy as np

WIDTH, HEIGHT = 1280, 720
FPS, FRAMES = 15, 30  # it begins again after two seconds
NOISE = 6.0  # of 255, a cheap camera's by lamplight
GREY = 128


def write(path: Path) -> Path:
    """Write the film as YUV4MPEG2 (4:2:0), which Chromium plays again and again."""
    chance = np.random.default_rng(1)
    across = np.linspace(40, 200, WIDTH)[None, :] + np.linspace(-30, 30, HEIGHT)[:, None]
    noise = [chance.normal(0, NOISE, (HEIGHT, WIDTH)) for _ in range(5)]
    colour = np.full(WIDTH * HEIGHT // 2, GREY, np.uint8).tobytes()
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(FRAMES):
            turn = 2 * np.pi * frame / FRAMES
            picture = across + noise[frame % len(noise)]
            for head in range(6):
                left = WIDTH * (head + 0.5) / 6 + 60 * np.cos(turn + head)
                top = HEIGHT * 0.5 + 120 * np.sin(turn + 2 * head)
                picture = np.where(
                    (x - left) ** 2 + (y - top) ** 2 < 90**2, 60 + 30 * head + noise[0], picture
                )
            file.write(b"FRAME\n" + np.clip(picture, 0, 255).astype(np.uint8).tobytes() + colour)
    return path
