"""From the server's settings to what the media workers are told.

Rule: what is left empty there is filled in here from this machine, once, in the control process.
"""

import os

from config.sections import Settings
from media.addresses import interface_addresses, listen_addresses
from media.settings import WorkerSettings


def worker_settings(settings: Settings) -> WorkerSettings:
    """Return what the media workers are told: [media], its empty values replaced by this machine's.

    Where they listen follows where the pages do, unless it is set; behind a reverse proxy the pages
    listen on loopback, but media comes from everywhere.
    """
    web, media = settings.web, settings.media
    return WorkerSettings(
        workers=media.workers or len(os.sched_getaffinity(0)),
        port=media.port,
        listen=list(media.listen)
        or listen_addresses("" if web.public_url else web.listen, interface_addresses()),
        announce=list(media.announce),
        tcp=media.tcp,
        consent_seconds=media.consent_seconds,
        spare=media.spare,
        kernel=media.kernel,
        log=settings.log,
    )
