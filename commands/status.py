"""`status`: what the server on this machine says of itself."""

import asyncio
import json
import ssl
import urllib.error
import urllib.request
from argparse import Namespace
from ipaddress import ip_address

from config.sections import Settings, Web
from web.address import page_address

SECONDS = 5.0


async def status(settings: Settings, args: Namespace) -> int:
    """Print whether it is ready, or only alive, and what is missing; 0 when it is."""
    answered, said = await asyncio.to_thread(_ask, settings.web, alive=args.alive)
    print(said)
    return 0 if answered else 1


def _ask(web: Web, *, alive: bool) -> tuple[bool, str]:
    url = f"{_here(web)}/{'healthz' if alive else 'readyz'}"
    # Our own machine: which certificate it shows is not the question.
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    try:
        with direct.open(url, timeout=SECONDS) as answer:
            return True, str(json.load(answer)["status"])
    except urllib.error.HTTPError as refused:
        with refused:
            told = json.load(refused)
        return False, f"{told['status']}: {', '.join(told.get('missing', []))}"
    except (OSError, ValueError, KeyError) as error:
        return False, f"no answer at {url}: {getattr(error, 'reason', error)}"


def _here(web: Web) -> str:
    scheme = "https" if web.tls else "http"
    try:
        everywhere = ip_address(web.listen).is_unspecified
    except ValueError:
        everywhere = False
    return page_address("127.0.0.1" if everywhere else web.listen, web.port, scheme)
