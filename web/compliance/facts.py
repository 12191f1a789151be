"""How this server was started, as evidence.

Rule: nothing secret is among it, and nothing that names a person.
"""

from importlib.metadata import distributions
from urllib.parse import urlsplit

from classroom.safety.evidence import Facts
from classroom.safety.eyes import Doing, EyeRules, StageRules
from config.sections import Eyes, Settings
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
        answers_days=settings.privacy.answers_days,
        page_policy=content_security_policy(urlsplit(web.public_url).netloc),
        libraries=tuple(sorted(installed)),
        eyes=eye_rules(settings.eyes),
        report_hours=settings.reports.hours,
    )


def eye_rules(eyes: Eyes) -> EyeRules:
    """Return the rules for children's eyes."""
    return EyeRules(
        primary=StageRules(
            stretch_minutes=eyes.primary_minutes, day_minutes=eyes.primary_day_minutes
        ),
        secondary=StageRules(
            stretch_minutes=eyes.secondary_minutes, day_minutes=eyes.secondary_day_minutes
        ),
        break_minutes=eyes.break_minutes,
        latest_end=eyes.latest_end,
        classroom=Doing(eyes.classroom),
        home=Doing(eyes.home),
    )
