"""What can be done, by whom, on what; which of them may: `classroom.permissions`.

Rule: an action is the name of a request in the protocol, `send_` and what a page sends, or what an
HTTP route does.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is, in a scope: a school, a region, or the whole server."""

    LECTURER = "lecturer"  # 主讲教师
    ASSISTANT = "assistant"  # 辅助教师
    INSPECTOR = "inspector"  # 巡课员 / 督导
    RESEARCHER = "researcher"  # 教研员
    VIEWER = "viewer"  # 观众
    SCHOOL_ADMIN = "school_admin"  # 学校管理员
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    AUDITOR = "auditor"  # 审计员


class Reach(StrEnum):
    """On what an action may be done."""

    SEAT = "seat"  # in the lesson, from the classroom's own seat
    SCOPE = "scope"  # on whatever lies in the scope the role was granted in


class Action(StrEnum):
    """What can be done, named as in the protocol."""

    SYNC = "sync"
    REPORT_DEVICES = "report_devices"
    ENTER = "enter"
    LEAVE = "leave"
    START_LESSON = "start_lesson"
    PAUSE_LESSON = "pause_lesson"
    RESUME_LESSON = "resume_lesson"
    END_LESSON = "end_lesson"
    CALL_ON = "call_on"
    TAKE_DOWN = "take_down"
    ENLARGE = "enlarge"
    CALL_NEXT = "call_next"
    RAISE_HAND = "raise_hand"
    LOWER_HAND = "lower_hand"
    DISMISS_HAND = "dismiss_hand"
    SET_RIGHT = "set_right"
    FORBID_ALL = "forbid_all"
    ALLOW_AGAIN = "allow_again"
    LOCK = "lock"
    UNLOCK = "unlock"
    ADMIT = "admit"
    REMOVE = "remove"
    READMIT = "readmit"
    SHUT_DOWN = "shut_down"
    ASK_QUESTION = "ask_question"
    ANSWER_QUESTION = "answer_question"
    ANSWER_FOR_PUPIL = "answer_for_pupil"
    CLOSE_QUESTION = "close_question"
    REVEAL_QUESTION = "reveal_question"
    PUT_QUESTION_AWAY = "put_question_away"
    CALL_ROLL = "call_roll"
    MARK_PUPIL = "mark_pupil"
    COUNT_HEADS = "count_heads"
    CONFIRM_ROLL = "confirm_roll"
    SAY = "say"
    UNSAY = "unsay"
    SET_SLOW_MODE = "set_slow_mode"
    REPORT = "report"
    PIN_NOTICE = "pin_notice"
    UNPIN_NOTICE = "unpin_notice"
    START_COUNTDOWN = "start_countdown"
    STOP_COUNTDOWN = "stop_countdown"
    SET_LAYOUT = "set_layout"
    SPOTLIGHT = "spotlight"
    SET_HALF_DUPLEX = "set_half_duplex"
    SET_PUSH_TO_TALK = "set_push_to_talk"
    PRESS_TO_TALK = "press_to_talk"
    RELEASE_TALK = "release_talk"
    REPORT_SOUND = "report_sound"
    SHOW_BOARD = "show_board"
    HIDE_BOARD = "hide_board"
    DRAW = "draw"
    SKETCH = "sketch"
    POINT = "point"
    ERASE = "erase"
    UNDO = "undo"
    WIPE = "wipe"
    READ_INK = "read_ink"
    EXPORT_BOARD = "export_board"
    SHARE_FILE = "share_file"
    READ_FILE = "read_file"
    TAKE_FILE_AWAY = "take_file_away"
    SHOW_SLIDES = "show_slides"
    STOP_SHOWING = "stop_showing"
    CREATE_TRANSPORT = "create_transport"
    CONNECT_TRANSPORT = "connect_transport"
    RESTART_ICE = "restart_ice"
    PRODUCE = "produce"
    PAUSE_PRODUCER = "pause_producer"
    RESUME_PRODUCER = "resume_producer"
    CLOSE_PRODUCER = "close_producer"
    CONSUME = "consume"
    RESUME_CONSUMER = "resume_consumer"
    PAUSE_CONSUMER = "pause_consumer"
    CLOSE_CONSUMER = "close_consumer"
    SEND_CAMERA = "send_camera"
    SEND_MICROPHONE = "send_microphone"
    SEND_DOCUMENT = "send_document"
    SEND_SCREEN = "send_screen"
    SEND_SCREEN_SOUND = "send_screen_sound"

    # ---- the register and the timetable, by kind
    READ_REGIONS = "read_regions"
    WRITE_REGIONS = "write_regions"
    READ_SCHOOLS = "read_schools"
    WRITE_SCHOOLS = "write_schools"
    READ_CLASSROOMS = "read_classrooms"
    WRITE_CLASSROOMS = "write_classrooms"
    READ_PEOPLE = "read_people"
    WRITE_PEOPLE = "write_people"
    READ_CLASSES = "read_classes"
    WRITE_CLASSES = "write_classes"
    READ_PUPILS = "read_pupils"
    WRITE_PUPILS = "write_pupils"
    READ_TERMS = "read_terms"
    WRITE_TERMS = "write_terms"
    READ_CALENDAR_DAYS = "read_calendar_days"
    WRITE_CALENDAR_DAYS = "write_calendar_days"
    READ_BELL_SCHEDULES = "read_bell_schedules"
    WRITE_BELL_SCHEDULES = "write_bell_schedules"
    READ_PAIRINGS = "read_pairings"
    WRITE_PAIRINGS = "write_pairings"
    READ_SLOTS = "read_slots"
    WRITE_SLOTS = "write_slots"
    READ_SLOT_EXCEPTIONS = "read_slot_exceptions"
    WRITE_SLOT_EXCEPTIONS = "write_slot_exceptions"
    # ---- lessons made from it
    READ_LESSONS = "read_lessons"
    PLAN_LESSONS = "plan_lessons"
    SHUT_LESSON = "shut_lesson"
    RESTART_LESSON = "restart_lesson"
    READ_INCIDENTS = "read_incidents"
    MAKE_INCIDENT = "make_incident"
    RELEASE_INCIDENT = "release_incident"
    READ_TALLY = "read_tally"
    READ_ROLL = "read_roll"
    CORRECT_ROLL = "correct_roll"
    READ_ANSWERS = "read_answers"
    READ_COMPLIANCE = "read_compliance"
    # ---- accounts
    INVITE_PERSON = "invite_person"
    GRANT_ROLES = "grant_roles"
    CHECK_CHANGES = "check_changes"
    READ_SESSIONS = "read_sessions"
    END_SESSIONS = "end_sessions"
    RESET_SECOND_FACTOR = "reset_second_factor"
    UNLOCK_ACCOUNT = "unlock_account"
    CLOSE_ACCOUNT = "close_account"
    # ---- devices
    READ_DEVICES = "read_devices"
    ENROL_DEVICE = "enrol_device"
    REVOKE_DEVICE = "revoke_device"
    # ---- data in and out
    IMPORT_DATA = "import_data"
    EXPORT_DATA = "export_data"
    READ_FEEDS = "read_feeds"
    WRITE_FEEDS = "write_feeds"
    READ_TOKENS = "read_tokens"
    WRITE_TOKENS = "write_tokens"
    # ---- the trail and the rules
    READ_AUDIT = "read_audit"
    EXPORT_AUDIT = "export_audit"
    READ_SETTINGS = "read_settings"
    WRITE_SETTINGS = "write_settings"
    # ---- personal data
    READ_NOTICES = "read_notices"
    WRITE_NOTICES = "write_notices"
    RECORD_CONSENT = "record_consent"
    EXPORT_PUPIL = "export_pupil"
    ERASE_PUPIL = "erase_pupil"
    HOLD_DATA = "hold_data"
    # ---- keeping out
    READ_SANCTIONS = "read_sanctions"
    IMPOSE_SANCTION = "impose_sanction"
    LIFT_SANCTION = "lift_sanction"
    READ_REPORTS = "read_reports"
    DECIDE_REPORT = "decide_report"
