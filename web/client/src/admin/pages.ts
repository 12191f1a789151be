// Every administration page, in the order of the navigation.
//
// To add a page: one line here, its component in the folder of its part, and its words: the title
// as `admin.page.<name>` in i18n/zh.ts and i18n/en.ts, everything else in the part's own files
// (such as timetable/zh.ts, under `admin.timetable`). `action` is what one must be allowed
// somewhere to see the page at all; the server decides on everything it does.

import type { Component } from "vue";

import type { Action } from "../api/permissions";

export const GROUPS = [
  "today",
  "timetable",
  "inspect",
  "places",
  "people",
  "pupils",
  "data",
  "access",
  "recordings",
  "settings",
  "audit",
] as const;
export type Group = (typeof GROUPS)[number];

export interface Page {
  name: string;
  path: string;
  group: Group;
  action: Action;
  load: () => Promise<{ default: Component }>;
}

const page = (name: string, group: Group, action: Action, load: Page["load"]): Page => ({
  name,
  path: name === "today" ? "/admin" : `/admin/${name}`,
  group,
  action,
  load,
});

export const PAGES: readonly Page[] = [
  page("today", "today", "read_lessons", () => import("./timetable/Today.vue")),
  page("rolls", "today", "read_roll", () => import("./roll/Rolls.vue")),
  page("week", "timetable", "read_slots", () => import("./timetable/Week.vue")),
  page("pairings", "timetable", "read_pairings", () => import("./timetable/Pairings.vue")),
  page("calendar", "timetable", "read_calendar_days", () => import("./timetable/Calendar.vue")),
  page("inspections", "inspect", "read_inspections", () => import("./inspect/Inspections.vue")),
  page("forms", "inspect", "read_inspection_forms", () => import("./inspect/Forms.vue")),
  page("samplings", "inspect", "read_samplings", () => import("./inspect/Samplings.vue")),
  page("regions", "places", "read_regions", () => import("./register/Regions.vue")),
  page("schools", "places", "read_schools", () => import("./register/Schools.vue")),
  page("classrooms", "places", "read_classrooms", () => import("./register/Classrooms.vue")),
  page("lines", "places", "read_classrooms", () => import("./register/Lines.vue")),
  page("people", "people", "read_people", () => import("./people/People.vue")),
  page("changes", "people", "check_changes", () => import("./people/Changes.vue")),
  page("classes", "pupils", "read_classes", () => import("./register/Classes.vue")),
  page("pupils", "pupils", "read_pupils", () => import("./register/Pupils.vue")),
  page("privacy", "pupils", "read_notices", () => import("./privacy/Privacy.vue")),
  page("import", "data", "import_data", () => import("./transfer/Import.vue")),
  page("export", "data", "export_data", () => import("./transfer/Export.vue")),
  page("feeds", "data", "read_feeds", () => import("./transfer/Feeds.vue")),
  page("sessions", "access", "read_sessions", () => import("./access/Sessions.vue")),
  page("devices", "access", "read_devices", () => import("./access/Devices.vue")),
  page("tokens", "access", "read_tokens", () => import("./access/Tokens.vue")),
  page("sanctions", "access", "read_sanctions", () => import("./keeping/Sanctions.vue")),
  page("reports", "access", "read_reports", () => import("./keeping/Reports.vue")),
  page("recordings", "recordings", "read_recordings", () => import("./recordings/Recordings.vue")),
  page("watching", "recordings", "publish_recording", () => import("./recordings/Requests.vue")),
  page("usage", "recordings", "read_recordings", () => import("./recordings/Usage.vue")),
  page("settings", "settings", "read_settings", () => import("./access/Settings.vue")),
  page("audit", "audit", "read_audit", () => import("./trail/Audit.vue")),
  page("incidents", "audit", "read_incidents", () => import("./incidents/Incidents.vue")),
  page("compliance", "audit", "read_compliance", () => import("./compliance/Compliance.vue")),
];

export function pageAt(path: string): Page | undefined {
  return PAGES.find((each) => each.path === path);
}
