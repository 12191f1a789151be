"""How this server was started, as evidence.

Rule: nothing secret is among it, and nothing that names a person.
"""

from importlib.metadata import distributions
from urllib.parse import urlsplit

from classroom.safety.evidence import Facts
from config.sections import Settings
from web.headers import content_security_policy


def facts(settings: Settings) -> Facts:
    """Return them. Looking up what is installed takes a while: once, at the start."""
    signin, web = settings.signin, settings.web
    installed = {str(each.metadata["Name"]).lower() for each in distributions()}
    return Facts(
        public_url=web.public_url,
        admin_networks=web.admin_networks,
        idle_minutes=signin.idle_minutes,
        absolute_hours=signin.absolute_hours,
        lock_after=signin.lock_after,
        lock_minutes=signin.lock_minutes,
        keep_days=settings.audit.keep_days,
        removed_days=settings.privacy.removed_days,
        left_years=settings.privacy.left_years,
        page_policy=content_security_policy(urlsplit(web.public_url).netloc),
        libraries=tuple(sorted(installed)),
    )
