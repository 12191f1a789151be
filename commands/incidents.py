"""`incident verify`: whether a package is as the server signed it. The server is not asked."""

from argparse import Namespace

from classroom.failures import BadMessage
from classroom.incidents.archive import MOST_BYTES, digest
from classroom.incidents.archive import verify as verify_file
from classroom.store.audit_key import Keys
from commands.audit import own_keys
from config.sections import Settings


async def verify(settings: Settings, args: Namespace) -> int:
    """Tell whether the file is whole; the exit status is 1 if not."""
    believed = frozenset(args.key) or own_keys(settings)
    with args.file.open("rb") as opened:
        file = opened.read(MOST_BYTES + 1)
    try:
        if len(file) > MOST_BYTES:
            raise BadMessage("altered", "it is larger than any package")
        manifest, key = verify_file(file, Keys(believed), believe=not believed)
    except BadMessage as failure:
        print(f"NOT GOOD ({failure.code}): {args.file}: {failure.detail}")
        return 1
    print(f"{args.file} is as it was signed: incident {manifest.incident}, {digest(file)}")
    for name in manifest.files:
        print(f"  {name}")
    if not believed:
        print("It was signed by this key, which must be the server's; see `sanketang audit key`:")
        print(key)
    return 0
