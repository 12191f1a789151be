// Generated from the API's description by `make docs`. Do not edit.

/** What can be done, named as in the protocol. */
export type Action = "call_on" | "check_changes" | "close_consumer" | "close_producer" | "connect_transport" | "consume" | "create_transport" | "end_lesson" | "end_sessions" | "enlarge" | "enrol_device" | "enter" | "erase_pupil" | "export_audit" | "export_data" | "export_pupil" | "grant_roles" | "hold_data" | "import_data" | "invite_person" | "leave" | "pause_consumer" | "pause_lesson" | "pause_producer" | "plan_lessons" | "produce" | "read_audit" | "read_bell_schedules" | "read_calendar_days" | "read_classes" | "read_classrooms" | "read_devices" | "read_feeds" | "read_lessons" | "read_notices" | "read_pairings" | "read_people" | "read_pupils" | "read_regions" | "read_schools" | "read_sessions" | "read_settings" | "read_slot_exceptions" | "read_slots" | "read_tally" | "read_terms" | "read_tokens" | "record_consent" | "report_devices" | "reset_second_factor" | "restart_ice" | "resume_consumer" | "resume_lesson" | "resume_producer" | "revoke_device" | "send_camera" | "send_document" | "send_microphone" | "send_screen" | "send_screen_sound" | "start_lesson" | "sync" | "take_down" | "write_bell_schedules" | "write_calendar_days" | "write_classes" | "write_classrooms" | "write_feeds" | "write_notices" | "write_pairings" | "write_people" | "write_pupils" | "write_regions" | "write_schools" | "write_settings" | "write_slot_exceptions" | "write_slots" | "write_terms" | "write_tokens";

/** A school's periods of the day, first to last. A school may have a summer and a winter one. */
export interface BellSchedule {
  id: string;
  version: number;
  scope: string;
  school: string;
  name: string;
  periods: Period[];
  first_day: string | null;
  last_day: string | null;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface BellSchedulePage {
  items: BellSchedule[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a BellSchedule. */
export interface BellScheduleValues {
  school: string;
  name: string;
  periods: Period[];
  first_day?: string | null;
  last_day?: string | null;
}

/** A holiday or a make-up day (调休) of a region or of one school; the school's own wins. */
export interface CalendarDay {
  id: string;
  version: number;
  scope: string;
  region: string | null;
  school: string | null;
  day: string;
  kind: DayKind;
  follows: number | null;
  name: string;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface CalendarDayPage {
  items: CalendarDay[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a CalendarDay. */
export interface CalendarDayValues {
  region?: string | null;
  school?: string | null;
  day: string;
  kind: DayKind;
  follows?: number | null;
  name: string;
}

/** How one day of a slot differs. */
export type Change = "cancelled" | "merged" | "moved" | "swapped";

/** A room with its device. Not a class: a class of children sits in it. */
export interface Classroom {
  id: string;
  version: number;
  scope: string;
  school: string;
  name: string;
  cameras: number;
  loudspeaker: Loudspeaker;
  line: Line;
  box_url: string;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface ClassroomPage {
  items: Classroom[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Classroom. */
export interface ClassroomValues {
  school: string;
  name: string;
  cameras?: number;
  loudspeaker?: Loudspeaker;
  line?: Line;
  box_url?: string;
}

/** What a pupil's guardian has said; the ledger behind it is in `classroom.register.consent`. */
export type Consent = "given" | "refused" | "unasked" | "withdrawn";

/** How a day differs from the week. */
export type DayKind = "holiday" | "make_up";

/** A role in a scope: that region or school and all that lies in it. */
export interface Grant {
  role: Role;
  scope: string;
}

/** A piece of long work, as its owner sees it. */
export interface Job {
  id: string;
  work: string;
  state: JobState;
  done: number;
  total: number;
  result: Record<string, unknown> | null;
  failure: Told | null;
}

/** Where a job is. */
export type JobState = "done" | "failed" | "lost" | "running" | "waiting";

/** What connects the classroom. */
export type Line = "copper" | "fibre" | "mobile" | "satellite";

/** How the classroom hears, which decides what its microphone picks up. */
export type Loudspeaker = "ceiling" | "front" | "headset" | "screen";

/** 专门开课: for the far classrooms only; 同步上课: shared with the class in the room. */
export type Mode = "dedicated" | "shared";

/** A token at its making: `token` is told here and never again. */
export interface NewToken {
  token: string;
  about: Token;
}

/** Term-long: who delivers to whom. It belongs to the delivering classroom's school. */
export interface Pairing {
  id: string;
  version: number;
  scope: string;
  name: string;
  subject: string;
  term: string;
  mode: Mode;
  classroom: string;
  lecturer: string;
  school_class: string | null;
  receivers: Receiver[];
  cap: number;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface PairingPage {
  items: Pairing[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Pairing. */
export interface PairingValues {
  name: string;
  subject: string;
  term: string;
  mode?: Mode;
  classroom: string;
  lecturer: string;
  school_class?: string | null;
  receivers: Receiver[];
  cap?: number;
}

/** One lesson of the day, between two bells. */
export interface Period {
  start: string;
  end: string;
}

/** A teacher, an assistant, a clerk, an inspector; of a school, or of the region itself. */
export interface Person {
  id: string;
  version: number;
  scope: string;
  region: string | null;
  school: string | null;
  number: string;
  real_name: string;
  display_name: string;
  phone: string;
  verified_by: VerifiedBy;
  grants: Grant[];
}

/** Some of them, in order; `after` is where the next page begins. */
export interface PersonPage {
  items: Person[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Person. */
export interface PersonValues {
  region?: string | null;
  school?: string | null;
  number: string;
  real_name: string;
  display_name: string;
  phone?: string;
  verified_by?: VerifiedBy;
  grants?: Grant[];
}

/** What is wrong with one field, as a stable code; `about` holds what the words need. */
export interface Problem {
  field: string;
  code: string;
  about: Record<string, unknown>;
}

/** A child: name and school number, nothing more. `consent` is set by the ledger only. */
export interface Pupil {
  id: string;
  version: number;
  scope: string;
  school_class: string;
  name: string;
  number: string;
  consent: Consent;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface PupilPage {
  items: Pupil[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Pupil. */
export interface PupilValues {
  school_class: string;
  name: string;
  number: string;
}

/** A receiving classroom in a pairing, its assistant, and the class that sits in it. */
export interface Receiver {
  classroom: string;
  assistant?: string | null;
  school_class?: string | null;
}

/** A province, a city or a county. `code` is its six digits of GB/T 2260. */
export interface Region {
  id: string;
  version: number;
  scope: string;
  parent: string | null;
  name: string;
  kind: RegionKind;
  code: string;
}

/** A level of the tree. */
export type RegionKind = "city" | "county" | "province";

/** Some of them, in order; `after` is where the next page begins. */
export interface RegionPage {
  items: Region[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Region. */
export interface RegionValues {
  parent?: string | null;
  name: string;
  kind: RegionKind;
  code: string;
}

/** What somebody is, in a scope: a school, a region, or the whole server. */
export type Role = "assistant" | "auditor" | "inspector" | "lecturer" | "researcher" | "school_admin" | "system_admin" | "viewer";

/** A school or teaching point. `code` is the ministry's school code (学校标识码). */
export interface School {
  id: string;
  version: number;
  scope: string;
  region: string;
  name: string;
  code: string;
  kind: SchoolKind;
}

/** A class (班级) of one school year. Grade 1 to 6 is primary, 7 to 9 is junior secondary. */
export interface SchoolClass {
  id: string;
  version: number;
  scope: string;
  school: string;
  name: string;
  grade: number;
  year: number;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface SchoolClassPage {
  items: SchoolClass[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a SchoolClass. */
export interface SchoolClassValues {
  school: string;
  name: string;
  grade: number;
  year: number;
}

/** What a school is among schools. */
export type SchoolKind = "centre" | "teaching_point" | "urban" | "village";

/** Some of them, in order; `after` is where the next page begins. */
export interface SchoolPage {
  items: School[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a School. */
export interface SchoolValues {
  region: string;
  name: string;
  code: string;
  kind: SchoolKind;
}

/** A weekly place: either a `period` of the delivering school's bells, or `start` and `end`. */
export interface Slot {
  id: string;
  version: number;
  scope: string;
  pairing: string;
  weekday: number;
  period: number | null;
  start: string | null;
  end: string | null;
  first_day: string | null;
  last_day: string | null;
  every: number;
}

/** What happens to the slot's lesson of `day`. */
export interface SlotException {
  id: string;
  version: number;
  scope: string;
  slot: string;
  day: string;
  change: Change;
  to_day: string | null;
  start: string | null;
  end: string | null;
  other: string | null;
  other_day: string | null;
  reason: string;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface SlotExceptionPage {
  items: SlotException[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a SlotException. */
export interface SlotExceptionValues {
  slot: string;
  day: string;
  change: Change;
  to_day?: string | null;
  start?: string | null;
  end?: string | null;
  other?: string | null;
  other_day?: string | null;
  reason?: string;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface SlotPage {
  items: Slot[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Slot. */
export interface SlotValues {
  pairing: string;
  weekday: number;
  period?: number | null;
  start?: string | null;
  end?: string | null;
  first_day?: string | null;
  last_day?: string | null;
  every?: number;
}

/** A school term of a region, first and last day included. */
export interface Term {
  id: string;
  version: number;
  scope: string;
  region: string;
  name: string;
  first_day: string;
  last_day: string;
}

/** Some of them, in order; `after` is where the next page begins. */
export interface TermPage {
  items: Term[];
  after: string | null;
  total: number;
  labels: Record<string, string>;
}

/** What is sent to make or replace a Term. */
export interface TermValues {
  region: string;
  name: string;
  first_day: string;
  last_day: string;
}

/** What is kept of a token, and told of it. */
export interface Token {
  id: string;
  name: string;
  person: string;
  scope: string;
  actions: Action[];
  made_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** Tokens, latest first, those that are over included. */
export interface TokenList {
  items: Token[];
}

/** What is asked for: a name, what it may do, in one region or school, for how long.

    Neither region nor school: the whole server, for whoever has that. */
export interface TokenOrder {
  name: string;
  actions: Action[];
  region?: string | null;
  school?: string | null;
  days?: number;
}

/** A failure as it is told: `code` is stable, `detail` is for engineers. */
export interface Told {
  code: string;
  detail: string;
  retryable: boolean;
  problems: Problem[];
}

/** How it was made certain who a person is (互联网用户账号信息管理规定, article 9). */
export type VerifiedBy = "id_no" | "nobody" | "phone" | "school" | "uscc";

export type Code = "bad_csrf" | "bad_filter" | "bad_json" | "bad_key" | "bad_origin" | "bad_page" | "bad_query" | "bad_request" | "cannot_move" | "changed_meanwhile" | "conflicts" | "exists" | "idempotency_reused" | "in_use" | "internal" | "invalid" | "no_such_method" | "not_allowed" | "not_found" | "not_json" | "not_signed_in" | "not_verified" | "second_factor_needed" | "store_down" | "too_busy" | "too_large" | "too_many" | "too_many_keys" | "version_missing";

/** Every kind of thing, by its name in addresses. */
export interface Kinds {
  regions: { thing: Region; values: RegionValues; page: RegionPage };
  schools: { thing: School; values: SchoolValues; page: SchoolPage };
  classrooms: { thing: Classroom; values: ClassroomValues; page: ClassroomPage };
  people: { thing: Person; values: PersonValues; page: PersonPage };
  classes: { thing: SchoolClass; values: SchoolClassValues; page: SchoolClassPage };
  pupils: { thing: Pupil; values: PupilValues; page: PupilPage };
  terms: { thing: Term; values: TermValues; page: TermPage };
  calendar_days: { thing: CalendarDay; values: CalendarDayValues; page: CalendarDayPage };
  bell_schedules: { thing: BellSchedule; values: BellScheduleValues; page: BellSchedulePage };
  pairings: { thing: Pairing; values: PairingValues; page: PairingPage };
  slots: { thing: Slot; values: SlotValues; page: SlotPage };
  slot_exceptions: { thing: SlotException; values: SlotExceptionValues; page: SlotExceptionPage };
}
export type KindName = keyof Kinds;

/** What pages need to know of a kind: its fields, where they lead, how it is found. */
export interface KindFacts {
  under: string[];
  search: string[];
  filters: string[];
  refers: Record<string, KindName>;
  kept: string[];
  fields: Record<string, { required: boolean; schema: Record<string, unknown> }>;
}
export const KINDS: Record<KindName, KindFacts> = {
  regions: {"under": ["parent"], "search": ["name", "code"], "filters": ["kind"], "refers": {"parent": "regions"}, "kept": [], "fields": {"parent": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "kind": {"required": true, "schema": {"$ref": "#/components/schemas/RegionKind"}}, "code": {"required": true, "schema": {"type": "string", "pattern": "^\\d{6}$"}}}},
  schools: {"under": ["region"], "search": ["name", "code"], "filters": ["kind"], "refers": {"region": "regions"}, "kept": [], "fields": {"region": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "code": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9._-]+$"}}, "kind": {"required": true, "schema": {"$ref": "#/components/schemas/SchoolKind"}}}},
  classrooms: {"under": ["school"], "search": ["name"], "filters": [], "refers": {"school": "schools"}, "kept": [], "fields": {"school": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "cameras": {"required": false, "schema": {"type": "integer", "minimum": 0, "maximum": 4, "default": 1}}, "loudspeaker": {"required": false, "schema": {"$ref": "#/components/schemas/Loudspeaker", "default": "front"}}, "line": {"required": false, "schema": {"$ref": "#/components/schemas/Line", "default": "fibre"}}, "box_url": {"required": false, "schema": {"type": "string", "maxLength": 200, "pattern": "^(rtsps?://\\S+)?$", "default": ""}}}},
  people: {"under": ["school", "region"], "search": ["display_name", "real_name", "number"], "filters": [], "refers": {"region": "regions", "school": "schools"}, "kept": [], "fields": {"region": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "school": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "number": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9._-]+$"}}, "real_name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "display_name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "phone": {"required": false, "schema": {"type": "string", "pattern": "^(\\+?\\d{5,15})?$", "default": ""}}, "verified_by": {"required": false, "schema": {"$ref": "#/components/schemas/VerifiedBy", "default": "nobody"}}, "grants": {"required": false, "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}, "default": []}}}},
  classes: {"under": ["school"], "search": ["name"], "filters": ["grade", "year"], "refers": {"school": "schools"}, "kept": [], "fields": {"school": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "grade": {"required": true, "schema": {"type": "integer", "minimum": 1, "maximum": 12}}, "year": {"required": true, "schema": {"type": "integer", "minimum": 2000, "maximum": 2100}}}},
  pupils: {"under": ["school_class"], "search": ["name", "number"], "filters": ["consent"], "refers": {"school_class": "classes"}, "kept": ["consent"], "fields": {"school_class": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "number": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9._-]+$"}}}},
  terms: {"under": ["region"], "search": ["name"], "filters": [], "refers": {"region": "regions"}, "kept": [], "fields": {"region": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "first_day": {"required": true, "schema": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}, "last_day": {"required": true, "schema": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}}},
  calendar_days: {"under": ["school", "region"], "search": ["name"], "filters": ["day", "kind"], "refers": {"region": "regions", "school": "schools"}, "kept": [], "fields": {"region": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "school": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "day": {"required": true, "schema": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}, "kind": {"required": true, "schema": {"$ref": "#/components/schemas/DayKind"}}, "follows": {"required": false, "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 7}, {"type": "null"}], "default": null}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}}},
  bell_schedules: {"under": ["school"], "search": ["name"], "filters": [], "refers": {"school": "schools"}, "kept": [], "fields": {"school": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "periods": {"required": true, "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Period"}}}, "first_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}, "last_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}}},
  pairings: {"under": ["classroom"], "search": ["name"], "filters": ["term", "subject", "lecturer"], "refers": {"classroom": "classrooms", "term": "terms", "lecturer": "people", "school_class": "classes", "receivers.classroom": "classrooms", "receivers.assistant": "people", "receivers.school_class": "classes"}, "kept": [], "fields": {"name": {"required": true, "schema": {"type": "string", "maxLength": 60, "minLength": 1, "pattern": "^\\S(.*\\S)?$"}}, "subject": {"required": true, "schema": {"type": "string"}}, "term": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "mode": {"required": false, "schema": {"$ref": "#/components/schemas/Mode", "default": "dedicated"}}, "classroom": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "lecturer": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "school_class": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "receivers": {"required": true, "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Receiver"}}}, "cap": {"required": false, "schema": {"type": "integer", "minimum": 1, "maximum": 64, "default": 8}}}},
  slots: {"under": ["pairing"], "search": [], "filters": ["weekday"], "refers": {"pairing": "pairings"}, "kept": [], "fields": {"pairing": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "weekday": {"required": true, "schema": {"type": "integer", "minimum": 1, "maximum": 7}}, "period": {"required": false, "schema": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 20}, {"type": "null"}], "default": null}}, "start": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"}, {"type": "null"}], "default": null}}, "end": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"}, {"type": "null"}], "default": null}}, "first_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}, "last_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}, "every": {"required": false, "schema": {"type": "integer", "minimum": 1, "maximum": 2, "default": 1}}}},
  slot_exceptions: {"under": ["slot"], "search": [], "filters": ["day", "change"], "refers": {"slot": "slots", "other": "slots"}, "kept": [], "fields": {"slot": {"required": true, "schema": {"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}}, "day": {"required": true, "schema": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}, "change": {"required": true, "schema": {"$ref": "#/components/schemas/Change"}}, "to_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}, "start": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"}, {"type": "null"}], "default": null}}, "end": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"}, {"type": "null"}], "default": null}}, "other": {"required": false, "schema": {"anyOf": [{"type": "string", "maxLength": 32, "minLength": 1, "pattern": "^[A-Za-z0-9_-]+$"}, {"type": "null"}], "default": null}}, "other_day": {"required": false, "schema": {"anyOf": [{"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}, {"type": "null"}], "default": null}}, "reason": {"required": false, "schema": {"type": "string", "maxLength": 200, "default": ""}}}},
};
