"""`lesson new`."""

import sys
import time
from argparse import Namespace

from classroom.planning import plan_lesson, rules_of
from classroom.seats import Ingest
from classroom.store.database import DatabaseStore
from config.sections import Settings
from web.address import joining_links, page_address


async def new(settings: Settings, args: Namespace) -> None:
    """Enter a lesson in the timetable and print its joining links; a running server finds it."""
    given, cap = len(args.receive), settings.lesson.cap
    if given > cap:
        warning = f"{given} classrooms have a link, and lesson.cap lets in {cap} of them at once."
        print(f"sanketang: {warning}", file=sys.stderr)
    now = time.time()
    plan = plan_lesson(
        title=args.title,
        subject=args.subject,
        deliver=args.deliver,
        receive=args.receive,
        starts_at=args.starts.timestamp() if args.starts else now,
        now=now,
        minutes=args.minutes,
        link_days=settings.lesson.link_days,
        rules=rules_of(settings.lesson),
        ingests={args.deliver: Ingest(url=args.ingest)} if args.ingest else None,
    )
    async with DatabaseStore.open(settings.store.url) as store:
        await store.create(plan.lesson, plan.links, plan.events)
    address = settings.web.public_url or page_address(settings.web.listen, settings.web.port)
    print(joining_links(address, [*plan.tokens.values()], as_json=args.json))
