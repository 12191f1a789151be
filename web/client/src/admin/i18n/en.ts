// The administration pages in English; says what zh.ts says.

import { devices, sessions, settings, tokens } from "../access/en";
import { line } from "../register/en_line";
import { sound } from "../register/en_sound";
import { compliance } from "../compliance/en";
import { reports, sanctions } from "../keeping/en";
import { incidents } from "../incidents/en";
import { inspecting } from "../inspect/en";
import { form, list } from "../list/en";
import { changes, people } from "../people/en";
import { timetable } from "../timetable/en";
import { privacy } from "../privacy/en";
import { recordings, usage, watching } from "../recordings/en";
import { roll } from "../roll/en";
import { feeds, transfer } from "../transfer/en";
import { audit } from "../trail/en";
import { action } from "./en_actions";
import { failure, problem } from "./en_failures";
import { choice, field, grade, help, kind } from "./en_kinds";
import type { AdminWords } from "./zh";

export const en: AdminWords = {
  admin: {
    title: "Administration",
    brand: "Sanketang",
    menu: "Menu",
    loading: "Opening…",
    skip: "Skip to content",
    group: {
      today: "Today",
      timetable: "Timetable",
      inspect: "Inspections",
      places: "Schools and classrooms",
      people: "People",
      pupils: "Classes and pupils",
      data: "Import and export",
      access: "Accounts and devices",
      recordings: "Recordings",
      settings: "Settings",
      audit: "Audit",
    },
    page: {
      today: "Today's lessons",
      week: "Week",
      pairings: "Pairings",
      calendar: "Calendar and bells",
      regions: "Regions",
      schools: "Schools",
      classrooms: "Classrooms",
      lines: "Lines",
      people: "People",
      changes: "Changes to check",
      classes: "Classes",
      pupils: "Pupils",
      privacy: "Personal data",
      import: "Import",
      export: "Export",
      feeds: "Calendar feeds",
      sessions: "Who is signed in",
      devices: "Classroom devices",
      tokens: "Other systems",
      recordings: "Review and publish",
      watching: "Requests to watch",
      usage: "Recording usage",
      sanctions: "Sanctions and blacklist",
      reports: "Reports",
      settings: "Settings",
      audit: "Audit trail",
      incidents: "Incidents",
      compliance: "Compliance",
      rolls: "Rolls",
      inspections: "Inspections",
      forms: "Forms",
      samplings: "Sampling",
    },
    place: {
      label: "Look at",
      everything: "Everything",
      server: "the whole server",
      elsewhere: "elsewhere",
      search: "Type the name of a school or region",
      none: "Nothing found",
      granted: "Where I have a role",
      schools: "Schools and regions",
    },
    me: {
      menu: "My account",
      account: "Account and password",
      recordings: "Recordings",
      sign_out: "Sign out",
      roles: "My roles",
    },
    expired: {
      title: "You have been signed out",
      text: "Nothing was done here for too long. What you have filled in is still on this page: sign in again and go on.",
      open: "Sign in, in a new window",
      done: "I have signed in",
      not_yet: "Not signed in yet. Please sign in in the new window, then press again.",
    },
    state: {
      retry: "Try again",
      no_permission: "Your roles do not include this page",
      no_permission_todo:
        "If you need it for your work, ask your school's or county's administrator for the role.",
      nowhere: "There is no such page",
      nowhere_todo: "The address may be incomplete. Please go by the menu on the left.",
      nothing_granted: "Your account may not administer anything yet",
      nothing_granted_todo: "Ask an administrator for a role, then sign in again.",
      home: "To the start page",
      code: "Code: {code}",
    },
    act: { save: "Save", cancel: "Cancel", close: "Close", confirm: "Confirm", undo: "Undo" },
    leave: {
      title: "Something is not saved yet",
      text: "If you leave now, what you have filled in is lost.",
      leave: "Leave without saving",
      stay: "Go on filling in",
    },
    time: { now: "just now" },
    role: {
      lecturer: "Lecturer",
      assistant: "Assistant teacher",
      inspector: "Inspector",
      researcher: "Researcher",
      viewer: "Viewer",
      school_admin: "School administrator",
      system_admin: "System administrator",
      auditor: "Auditor",
    },
    action,
    failure,
    problem,
    field,
    choice,
    help,
    kind,
    grade,
    list,
    form,
    people,
    audit,
    compliance,
    incidents,
    inspecting,
    recordings,
    watching,
    usage,
    roll,
    changes,
    devices,
    line,
    sound,
    sessions,
    sanctions,
    reports,
    settings,
    tokens,
    timetable,
    transfer,
    feeds,
    privacy,
  },
};
