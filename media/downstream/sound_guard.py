"""How often one receiver is sent what is said: once, or again with the next packets.

Rule: at once more when much is lost, less again only after calm: sound is cheap and its gaps hurt.
"""

SOME, MUCH = 0.02, 0.06  # lost shares from which one and two earlier packets go along
CALM = 0.01
CALM_SECONDS = 20.0


class SoundGuard:
    """One receiver's `redundancy`: 0, 1 or 2 earlier packets with each."""

    __slots__ = ("_calm_since", "redundancy")

    def __init__(self) -> None:
        """Begin with none."""
        self.redundancy = 0
        self._calm_since: float | None = None

    def lost(self, share: float, now: float) -> bool:
        """Take the share that was lost lately, 0…1; tell whether the redundancy changed."""
        if share >= CALM:
            self._calm_since = None
            needed = 2 if share >= MUCH else 1 if share >= SOME else 0
            if needed > self.redundancy:
                self.redundancy = needed
                return True
        elif self._calm_since is None:
            self._calm_since = now
        elif self.redundancy and now - self._calm_since >= CALM_SECONDS:
            self.redundancy -= 1
            self._calm_since = now
            return True
        return False
