"""Reporting what somebody said or showed.

Rule: `evidence` is what `classroom.reports.witness` found before the command was made.
"""

from classroom.commands.base import BaseCommand
from classroom.reports.evidence import Evidence, What
from classroom.states import Objectionable


class Report(BaseCommand, frozen=True):
    """Say that something is wrong, and why. Refused: `not_entered`, `too_many_reports`."""

    by: str
    what: What
    id: str
    reason: Objectionable
    evidence: Evidence
