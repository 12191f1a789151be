"""`check-config`."""

import json
from argparse import Namespace

import msgspec

from config.sections import Settings


async def check(settings: Settings, _args: Namespace) -> None:
    """Print the settings as they are, without passwords."""
    for section, values in msgspec.to_builtins(settings).items():
        for key, value in values.items():
            shown = settings.store.printable_url if (section, key) == ("store", "url") else value
            print(f"{section}.{key} = {json.dumps(shown, ensure_ascii=False)}")
