"""All shelves there are: that for what is closed from now on, and those of what stands already.

Rule: a recording is looked for where its row says it stands, whatever the settings say by now; so
that a county may move to a bucket, or away from one, without touching what it has.
"""

from pathlib import Path

from recording.shelf.folder_shelf import FolderShelf
from recording.shelf.shelf import Shelf


class Shelves:
    """Finds them."""

    def __init__(self, root: Path, url: str) -> None:
        """Lessons are recorded into `root`; what is closed goes to `url`, or stays for ""."""
        self.root = root
        self._folder = FolderShelf(root)
        self._url = url.rstrip("/")
        self._others: dict[str, Shelf] = {}

    @property
    def new(self) -> Shelf:
        """Where to put what is closed now."""
        return self.at(self._url)

    def at(self, place: str) -> Shelf:
        """Return the shelf of a row's place."""
        if not place:
            return self._folder
        if place not in self._others:
            from recording.shelf.object_shelf import ObjectShelf  # 6 MB: where it is asked for

            self._others[place] = ObjectShelf(place)
        return self._others[place]
