// What things of each kind are called, and their fields and choices. Says what zh_kinds.ts says.

import type * as words from "./zh_kinds";

export const field: typeof words.field = {
  regions: { parent: "Lies in", name: "Name", kind: "Level", code: "Code (GB/T 2260)" },
  schools: { region: "Region", name: "School", code: "School code", kind: "Kind" },
  classrooms: {
    school: "School",
    name: "Classroom",
    cameras: "Cameras",
    loudspeaker: "Loudspeaker",
    line: "Line",
    box_url: "Recording box",
  },
  people: {
    region: "Region",
    school: "School",
    number: "Staff number",
    real_name: "Real name",
    display_name: "Shown as",
    phone: "Phone",
    verified_by: "Identity checked",
    grants: "Roles",
  },
  classes: { school: "School", name: "Class", grade: "Grade", year: "School year (begins in)" },
  pupils: { school_class: "Class", name: "Name", number: "Number", consent: "Guardian's consent" },
  terms: { region: "Region", name: "Term", first_day: "First day", last_day: "Last day" },
  calendar_days: {
    region: "Region",
    school: "School",
    day: "Day",
    kind: "Kind",
    follows: "Follows the timetable of",
    name: "Name",
  },
  bell_schedules: {
    school: "School",
    name: "Bell schedule",
    periods: "Periods",
    first_day: "In force from",
    last_day: "In force to",
  },
  pairings: {
    name: "Pairing",
    subject: "Subject",
    term: "Term",
    mode: "Mode",
    classroom: "Delivering classroom",
    lecturer: "Lecturer",
    school_class: "Class in the room",
    receivers: "Receiving classrooms",
    cap: "At most receiving",
  },
  slots: {
    pairing: "Pairing",
    weekday: "Weekday",
    period: "Period",
    start: "Begins",
    end: "Ends",
    first_day: "In force from",
    last_day: "In force to",
    every: "Every how many weeks",
  },
  slot_exceptions: {
    slot: "Lesson",
    day: "Its day",
    change: "Change",
    to_day: "Moved to",
    start: "New start",
    end: "New end",
    other: "Other lesson",
    other_day: "Day of the other",
    reason: "Reason",
  },
};

export const choice: typeof words.choice = {
  regions: { kind: { province: "Province", city: "City", county: "County" } },
  schools: {
    kind: {
      urban: "Urban school",
      centre: "Centre school",
      village: "Village school",
      teaching_point: "Teaching point",
    },
  },
  classrooms: {
    loudspeaker: {
      front: "Beside the board",
      ceiling: "In the ceiling",
      screen: "Of the screen",
      headset: "Headset",
    },
    line: { fibre: "Fibre", copper: "Copper", mobile: "Mobile", satellite: "Satellite" },
  },
  people: {
    verified_by: {
      nobody: "Not yet",
      phone: "By phone",
      id_no: "By identity card",
      uscc: "By credit code",
      school: "By the school",
    },
  },
  pupils: {
    consent: { unasked: "Not asked", given: "Given", refused: "Refused", withdrawn: "Withdrawn" },
  },
  calendar_days: { kind: { holiday: "Holiday", make_up: "Make-up day" } },
  pairings: { mode: { dedicated: "Dedicated", shared: "Shared" } },
  slot_exceptions: {
    change: { moved: "Moved", cancelled: "Cancelled", swapped: "Swapped", merged: "Merged" },
  },
};

export const help: typeof words.help = {
  regions: {
    code: "Six digits, such as 530902.",
    parent: "None for a province; a city's is its province, a county's its city.",
  },
  schools: { code: "The ministry's school code: letters and digits." },
  classrooms: {
    name: "As people at the school call it, such as “Grade 3 room”.",
    loudspeaker: "It decides how echo is treated: choose what the room really has.",
    box_url: "If the room has a recording box; begins with rtsp://. Otherwise leave it empty.",
  },
  people: {
    display_name: "What others see in a lesson, such as “Ms Wang”.",
    real_name: "Seen by administrators only.",
    phone: "May stay empty.",
    verified_by: "Whoever is not checked may sign in and watch, but neither teach nor speak.",
    grants: "One person may have several. An auditor cannot be an administrator too.",
  },
  classes: { name: "Such as “Class 1, grade 3”.", year: "2026: the year that begins in autumn 2026." },
  pupils: { number: "The school's own number, never that of an identity card." },
};

export const kind: typeof words.kind = {
  regions: {
    one: "region",
    lead: "Provinces, cities and counties, one inside another. Every school lies in one.",
    none: "No regions yet",
    begin: "Begin with the province, then its cities and counties; schools come after.",
  },
  schools: {
    one: "school",
    lead: "Schools and teaching points. Classrooms, people and classes belong to one.",
    none: "No schools yet",
    begin: "Import a list of schools, or make one.",
  },
  classrooms: {
    one: "classroom",
    lead: "Rooms with a device. Their PC is enrolled once, and from then on joins lessons by itself.",
    none: "No classrooms yet",
    begin: "Make a classroom, then enrol the PC that stands in it.",
  },
  people: {
    one: "person",
    lead: "Lecturers, assistant teachers, inspectors and administrators.",
    none: "No people yet",
    begin: "Import a list of teachers, or add one, then send the invitation to sign in.",
  },
  classes: {
    one: "class",
    lead: "One class of one school year. Pupils belong to a class.",
    none: "No classes yet",
    begin: "Import classes and pupils, or make a class.",
  },
  pupils: {
    one: "pupil",
    lead: "Name and number, nothing more. Without a guardian's consent a pupil attends as ever, but is not named in recordings, exports or statistics.",
    none: "No pupils yet",
    begin: "Import a list of pupils, or add one to a class.",
  },
};

export const grade: typeof words.grade = {
  g1: "Grade 1",
  g2: "Grade 2",
  g3: "Grade 3",
  g4: "Grade 4",
  g5: "Grade 5",
  g6: "Grade 6",
  g7: "Grade 7",
  g8: "Grade 8",
  g9: "Grade 9",
  g10: "Grade 10",
  g11: "Grade 11",
  g12: "Grade 12",
};
