"""What the timetable says of a lesson that nobody teaches yet."""

from classroom.commands.base import BaseCommand
from classroom.record import LessonRecord


class FollowPlan(BaseCommand, frozen=True):
    """The timetable has another time or other classrooms for a lesson that nobody teaches yet.

    `plan` is the record that would be made of it now; who is there stays there.
    """

    plan: LessonRecord


class CancelLesson(BaseCommand, frozen=True):
    """The timetable has called off a lesson that nobody teaches yet. `reason`: a stable word."""

    reason: str
