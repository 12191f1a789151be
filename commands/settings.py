"""`check-config`."""

import json
from argparse import Namespace

import msgspec

from config.sections import Settings


async def check(settings: Settings, _args: Namespace) -> None:
    """Print the settings as they are, without passwords and tokens."""
    hidden = {
        ("store", "url"): settings.store.printable_url,
        ("operate", "metrics_token"): "***" if settings.operate.metrics_token else "",
    }
    for section, values in msgspec.to_builtins(settings).items():
        for key, value in values.items():
            shown = hidden.get((section, key), value)
            print(f"{section}.{key} = {json.dumps(shown, ensure_ascii=False)}")
