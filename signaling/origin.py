"""Whether a browser's page that asks is one of ours."""

from urllib.parse import urlsplit


def same_origin(origin: str | None, host: str, public_host: str = "") -> bool:
    """Tell whether `origin` (a request's Origin) is of the `host` that was asked, or of the public
    one. Without an Origin it is not a browser's page: it could say what it likes.
    """
    if origin is None:
        return True
    try:
        site = urlsplit(origin).netloc
    except ValueError:  # brackets that hold no IPv6 address
        return False
    return site in {host, public_host} - {""}
