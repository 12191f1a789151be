"""A scope: whose something is, as a path of ids through the region tree, such as `/p/c/x/school/`.

Rule: whatever is kept for a region or a school carries its scope, and every query is limited to the
scopes of whoever asks (`Sight`). A path contains another when the other begins with it; each part
ends in a slash, so that `/a/b/` does not contain `/a/bc/`.
"""

import msgspec

ROOT = "/"  # the whole server


def below(scope: str, id: str) -> str:
    """Return the scope of `id` (a region or a school) directly inside `scope`."""
    return f"{scope}{id}/"


def around(scope: str) -> str:
    """Return the scope directly around this one, which is not the root."""
    return scope[: scope.rindex("/", 0, -1) + 1]


def ids(scope: str) -> list[str]:
    """Return the ids that a scope goes through, the widest region first."""
    return [id for id in scope.split("/") if id]


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer`, or is it."""
    return inner.startswith(outer)


def shared(scopes: list[str]) -> str:
    """Return the smallest scope that contains them all."""
    parts = [scope.split("/")[:-1] for scope in scopes]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common) + "/"


class Sight(msgspec.Struct, frozen=True):
    """What somebody may see: everything in these scopes, and nothing else. Empty: nothing."""

    scopes: tuple[str, ...] = ()

    def covers(self, scope: str) -> bool:
        """Whether something of this scope may be seen."""
        return any(contains(mine, scope) for mine in self.scopes)

    def within(self, scope: str) -> "Sight":
        """Return what of it lies in `scope`."""
        if self.covers(scope):
            return Sight((scope,))
        return Sight(tuple(mine for mine in self.scopes if contains(scope, mine)))


EVERYTHING = Sight((ROOT,))  # for the server's own work, never for a request
