"""Who may see what of a recording: the one place that says so.

| who | the list, manifest and seal | pictures and sound |
|---|---|---|
| the lesson's lecturer | yes | yes |
| inspectors and school administrators, of a school that took part | yes | yes |
| system administrators, auditors, of a school that took part | yes | no |
| programs, by a token | the list | no |

Rule: pictures of children are for persons only, and only for those of whom it is certain who they
are. Whoever else is to watch needs a grant that somebody approved (未成年人网络保护条例 36): that
will be one more way into `may_watch`, and nowhere else.
"""

from classroom.accounts.principal import Principal
from classroom.permissions import Action, permits
from classroom.recording.recording import Recording


def may_list(who: Principal, recording: Recording) -> bool:
    """Tell whether they may know of it, and read its manifest and its seal."""
    return _teaches(who, recording) or _permits(who, Action.READ_RECORDINGS, recording)


def may_watch(who: Principal, recording: Recording) -> bool:
    """Tell whether they may see and hear it."""
    if not who.person or not who.verified or who.half:
        return False
    return _teaches(who, recording) or _permits(who, Action.WATCH_RECORDING, recording)


def may_see_pupils(who: Principal, recording: Recording) -> bool:
    """Tell whether the classrooms' pictures may be in a film that they take with them."""
    return may_watch(who, recording)


def may_read_views(who: Principal, recording: Recording) -> bool:
    """Tell whether they may know who watched it."""
    return _permits(who, Action.READ_VIEWS, recording)


def _teaches(who: Principal, recording: Recording) -> bool:
    return bool(who.person) and who.person == recording.lecturer


def _permits(who: Principal, action: Action, recording: Recording) -> bool:
    return any(permits(who.grants, action, place) for place in recording.places)
