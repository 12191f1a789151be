"""`check-config`."""

import json
from argparse import Namespace

import msgspec

from config.sections import Settings


async def check(settings: Settings, _args: Namespace) -> None:
    """Print the settings as they are, without passwords and secrets."""
    shown_instead = {
        ("store", "url"): settings.store.printable_url,
        ("turn", "secret"): settings.turn.secret and "***",
        ("operate", "metrics_token"): settings.operate.metrics_token and "***",
    }
    for section, values in msgspec.to_builtins(settings).items():
        for key, value in values.items():
            shown = shown_instead.get((section, key), value)
            print(f"{section}.{key} = {json.dumps(shown, ensure_ascii=False)}")
