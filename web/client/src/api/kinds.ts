// Generated from classroom/register/kinds.py by `make docs`. Do not edit.

/** One thing in the register. The store gives `id`, `version` and `scope`. */
export interface Resource {
  id: string;
  version: number;
  scope: string;
}

/** A level of the tree. */
export type RegionKind = "province" | "city" | "county";

/** What a school is among schools. */
export type SchoolKind = "urban" | "centre" | "village" | "teaching_point";

/** How the classroom hears, which decides what its microphone picks up. */
export type Loudspeaker = "front" | "ceiling" | "screen" | "headset";

/** What connects the classroom. */
export type Line = "fibre" | "copper" | "mobile" | "satellite";

/** How it was made certain who a person is (互联网用户账号信息管理规定, article 9). */
export type VerifiedBy = "nobody" | "phone" | "id_no" | "uscc" | "school";

/** What somebody is, in a scope: a school, a region, or the whole server. */
export type Role = "lecturer" | "assistant" | "inspector" | "researcher" | "viewer" | "school_admin" | "system_admin" | "auditor";

/** A role in a scope: that region or school and all that lies in it. */
export interface Grant {
  role: Role;
  scope: string;
}

/** What a pupil's guardian has said; the ledger behind it is in `classroom.register.consent`. */
export type Consent = "unasked" | "given" | "refused" | "withdrawn";

/** How a day differs from the week. */
export type DayKind = "holiday" | "make_up";

/** One lesson of the day, between two bells. */
export interface Period {
  start: string;
  end: string;
}

/** 专门开课: for the far classrooms only; 同步上课: shared with the class in the room. */
export type Mode = "dedicated" | "shared";

/** A receiving classroom in a pairing, its assistant, and the class that sits in it. */
export interface Receiver {
  classroom: string;
  assistant: string | null;
  school_class: string | null;
}

/** How one day of a slot differs. */
export type Change = "moved" | "cancelled" | "swapped" | "merged";

/** A province, a city or a county. `code` is its six digits of GB/T 2260. */
export interface Region extends Resource {
  parent: string | null;
  name: string;
  kind: RegionKind;
  code: string;
}

/** A school or teaching point. `code` is the ministry's school code (学校标识码). */
export interface School extends Resource {
  region: string;
  name: string;
  code: string;
  kind: SchoolKind;
}

/** A room with its device. Not a class: a class of children sits in it. */
export interface Classroom extends Resource {
  school: string;
  name: string;
  cameras: number;
  loudspeaker: Loudspeaker;
  line: Line;
  box_url: string;
}

/** A teacher, an assistant, a clerk, an inspector; of a school, or of the region itself. */
export interface Person extends Resource {
  region: string | null;
  school: string | null;
  number: string;
  real_name: string;
  display_name: string;
  phone: string;
  verified_by: VerifiedBy;
  grants: Grant[];
}

/** A class (班级) of one school year. Grade 1 to 6 is primary, 7 to 9 is junior secondary. */
export interface SchoolClass extends Resource {
  school: string;
  name: string;
  grade: number;
  year: number;
}

/** A child: name and school number, nothing more. `consent` is set by the ledger only. */
export interface Pupil extends Resource {
  school_class: string;
  name: string;
  number: string;
  consent: Consent;
}

/** A school term of a region, first and last day included. */
export interface Term extends Resource {
  region: string;
  name: string;
  first_day: string;
  last_day: string;
}

/** A holiday or a make-up day (调休) of a region or of one school; the school's own wins. */
export interface CalendarDay extends Resource {
  region: string | null;
  school: string | null;
  day: string;
  kind: DayKind;
  follows: number | null;
  name: string;
}

/** A school's periods of the day, first to last. A school may have a summer and a winter one. */
export interface BellSchedule extends Resource {
  school: string;
  name: string;
  periods: Period[];
  first_day: string | null;
  last_day: string | null;
}

/** Term-long: who delivers to whom. It belongs to the delivering classroom's school. */
export interface Pairing extends Resource {
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

/** A weekly place: either a `period` of the delivering school's bells, or `start` and `end`. */
export interface Slot extends Resource {
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
export interface SlotException extends Resource {
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

/** What things of each kind are. */
export interface ThingOf {
  regions: Region;
  schools: School;
  classrooms: Classroom;
  people: Person;
  classes: SchoolClass;
  pupils: Pupil;
  terms: Term;
  calendar_days: CalendarDay;
  bell_schedules: BellSchedule;
  pairings: Pairing;
  slots: Slot;
  slot_exceptions: SlotException;
}

export type KindName = keyof ThingOf;

/** What a form must know of a field. */
export interface FieldSpec {
  type: "text" | "integer" | "choice" | "day" | "time" | "id" | "list" | "flag";
  required: boolean;
  nullable?: boolean;
  min?: number; // of a number itself, of a text its length
  max?: number;
  pattern?: string;
  choices?: string[];
  default?: unknown;
}

export interface KindSpec {
  under: string[]; // the field whose object it lies in; of two, exactly one is given
  refers: Record<string, KindName>; // field → the kind it names the id of
  key: string[];
  search: string[];
  order: string[];
  filters: string[]; // what a list may be limited by, besides `under`
  kept: string[]; // what is read and never sent: something else sets it
  fields: Record<string, FieldSpec>;
}

export const KINDS: Record<KindName, KindSpec> = {
  regions: {
    under: ["parent"],
    refers: {"parent": "regions"},
    key: ["code"],
    search: ["name", "code"],
    order: ["code"],
    filters: ["kind"],
    kept: [],
    fields: {
      parent: {"type": "id", "required": false, "nullable": true, "default": null},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      kind: {"type": "choice", "required": true, "choices": ["province", "city", "county"]},
      code: {"type": "text", "required": true, "pattern": "^[0-9]{6}$"},
    },
  },
  schools: {
    under: ["region"],
    refers: {"region": "regions"},
    key: ["code"],
    search: ["name", "code"],
    order: ["name"],
    filters: ["kind"],
    kept: [],
    fields: {
      region: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      code: {"type": "text", "required": true, "min": 1, "max": 32, "pattern": "^[A-Za-z0-9._-]+$"},
      kind: {"type": "choice", "required": true, "choices": ["urban", "centre", "village", "teaching_point"]},
    },
  },
  classrooms: {
    under: ["school"],
    refers: {"school": "schools"},
    key: ["name"],
    search: ["name"],
    order: ["name"],
    filters: [],
    kept: [],
    fields: {
      school: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      cameras: {"type": "integer", "required": false, "min": 0, "max": 4, "default": 1},
      loudspeaker: {"type": "choice", "required": false, "choices": ["front", "ceiling", "screen", "headset"], "default": "front"},
      line: {"type": "choice", "required": false, "choices": ["fibre", "copper", "mobile", "satellite"], "default": "fibre"},
      box_url: {"type": "text", "required": false, "max": 200, "pattern": "^(rtsps?://\\S+)?$", "default": ""},
    },
  },
  people: {
    under: ["school", "region"],
    refers: {"region": "regions", "school": "schools"},
    key: ["number"],
    search: ["display_name", "real_name", "number"],
    order: ["display_name"],
    filters: [],
    kept: [],
    fields: {
      region: {"type": "id", "required": false, "nullable": true, "default": null},
      school: {"type": "id", "required": false, "nullable": true, "default": null},
      number: {"type": "text", "required": true, "min": 1, "max": 32, "pattern": "^[A-Za-z0-9._-]+$"},
      real_name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      display_name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      phone: {"type": "text", "required": false, "pattern": "^(\\+?[0-9]{5,15})?$", "default": ""},
      verified_by: {"type": "choice", "required": false, "choices": ["nobody", "phone", "id_no", "uscc", "school"], "default": "nobody"},
      grants: {"type": "list", "required": false, "default": []},
    },
  },
  classes: {
    under: ["school"],
    refers: {"school": "schools"},
    key: ["year", "name"],
    search: ["name"],
    order: ["grade", "name"],
    filters: ["grade", "year"],
    kept: [],
    fields: {
      school: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      grade: {"type": "integer", "required": true, "min": 1, "max": 12},
      year: {"type": "integer", "required": true, "min": 2000, "max": 2100},
    },
  },
  pupils: {
    under: ["school_class"],
    refers: {"school_class": "classes"},
    key: ["number"],
    search: ["name", "number"],
    order: ["number"],
    filters: ["consent"],
    kept: ["consent"],
    fields: {
      school_class: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      number: {"type": "text", "required": true, "min": 1, "max": 32, "pattern": "^[A-Za-z0-9._-]+$"},
      consent: {"type": "choice", "required": false, "choices": ["unasked", "given", "refused", "withdrawn"], "default": "unasked"},
    },
  },
  terms: {
    under: ["region"],
    refers: {"region": "regions"},
    key: ["name"],
    search: ["name"],
    order: ["first_day"],
    filters: [],
    kept: [],
    fields: {
      region: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      first_day: {"type": "day", "required": true},
      last_day: {"type": "day", "required": true},
    },
  },
  calendar_days: {
    under: ["school", "region"],
    refers: {"region": "regions", "school": "schools"},
    key: ["day"],
    search: ["name"],
    order: ["day"],
    filters: ["day", "kind"],
    kept: [],
    fields: {
      region: {"type": "id", "required": false, "nullable": true, "default": null},
      school: {"type": "id", "required": false, "nullable": true, "default": null},
      day: {"type": "day", "required": true},
      kind: {"type": "choice", "required": true, "choices": ["holiday", "make_up"]},
      follows: {"type": "integer", "required": false, "nullable": true, "min": 1, "max": 7, "default": null},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
    },
  },
  bell_schedules: {
    under: ["school"],
    refers: {"school": "schools"},
    key: ["name"],
    search: ["name"],
    order: ["name"],
    filters: [],
    kept: [],
    fields: {
      school: {"type": "id", "required": true},
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      periods: {"type": "list", "required": true},
      first_day: {"type": "day", "required": false, "nullable": true, "default": null},
      last_day: {"type": "day", "required": false, "nullable": true, "default": null},
    },
  },
  pairings: {
    under: ["classroom"],
    refers: {"classroom": "classrooms", "term": "terms", "lecturer": "people", "school_class": "classes", "receivers.classroom": "classrooms", "receivers.assistant": "people", "receivers.school_class": "classes"},
    key: ["term", "subject", "name"],
    search: ["name"],
    order: ["name"],
    filters: ["term", "subject", "lecturer"],
    kept: [],
    fields: {
      name: {"type": "text", "required": true, "min": 1, "max": 60, "pattern": "^\\S(.*\\S)?$"},
      subject: {"type": "text", "required": true},
      term: {"type": "id", "required": true},
      mode: {"type": "choice", "required": false, "choices": ["dedicated", "shared"], "default": "dedicated"},
      classroom: {"type": "id", "required": true},
      lecturer: {"type": "id", "required": true},
      school_class: {"type": "id", "required": false, "nullable": true, "default": null},
      receivers: {"type": "list", "required": true},
      cap: {"type": "integer", "required": false, "min": 1, "max": 64, "default": 8},
    },
  },
  slots: {
    under: ["pairing"],
    refers: {"pairing": "pairings"},
    key: ["weekday", "period", "start"],
    search: [],
    order: ["weekday", "period", "start"],
    filters: ["weekday"],
    kept: [],
    fields: {
      pairing: {"type": "id", "required": true},
      weekday: {"type": "integer", "required": true, "min": 1, "max": 7},
      period: {"type": "integer", "required": false, "nullable": true, "min": 1, "max": 20, "default": null},
      start: {"type": "time", "required": false, "nullable": true, "default": null},
      end: {"type": "time", "required": false, "nullable": true, "default": null},
      first_day: {"type": "day", "required": false, "nullable": true, "default": null},
      last_day: {"type": "day", "required": false, "nullable": true, "default": null},
      every: {"type": "integer", "required": false, "min": 1, "max": 2, "default": 1},
    },
  },
  slot_exceptions: {
    under: ["slot"],
    refers: {"slot": "slots", "other": "slots"},
    key: ["day"],
    search: [],
    order: ["day"],
    filters: ["day", "change"],
    kept: [],
    fields: {
      slot: {"type": "id", "required": true},
      day: {"type": "day", "required": true},
      change: {"type": "choice", "required": true, "choices": ["moved", "cancelled", "swapped", "merged"]},
      to_day: {"type": "day", "required": false, "nullable": true, "default": null},
      start: {"type": "time", "required": false, "nullable": true, "default": null},
      end: {"type": "time", "required": false, "nullable": true, "default": null},
      other: {"type": "id", "required": false, "nullable": true, "default": null},
      other_day: {"type": "day", "required": false, "nullable": true, "default": null},
      reason: {"type": "text", "required": false, "max": 200, "default": ""},
    },
  },
};

/** Subjects by their code, as the reader's language calls them. */
export const SUBJECTS: Record<string, { zh: string; en: string }> = {
  chinese: { zh: "语文", en: "Chinese" },
  maths: { zh: "数学", en: "Mathematics" },
  english: { zh: "英语", en: "English" },
  music: { zh: "音乐", en: "Music" },
  art: { zh: "美术", en: "Art" },
  pe: { zh: "体育与健康", en: "Physical education" },
  science: { zh: "科学", en: "Science" },
  morality: { zh: "道德与法治", en: "Morality and law" },
  it: { zh: "信息科技", en: "Information technology" },
  labour: { zh: "劳动", en: "Labour" },
  arts: { zh: "艺术", en: "Arts" },
  calligraphy: { zh: "书法", en: "Calligraphy" },
  physics: { zh: "物理", en: "Physics" },
  chemistry: { zh: "化学", en: "Chemistry" },
  biology: { zh: "生物学", en: "Biology" },
  history: { zh: "历史", en: "History" },
  geography: { zh: "地理", en: "Geography" },
  psychology: { zh: "心理健康", en: "Mental health" },
  practice: { zh: "综合实践活动", en: "Integrated practice" },
  other: { zh: "其他", en: "Other" },
};
