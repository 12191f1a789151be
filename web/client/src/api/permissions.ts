// Generated from classroom/permissions.py by `make docs`. Do not edit.
// It decides what a page offers; the server decides what is done.

import type { Role } from "./kinds";

/** Roles that may do it, on whatever lies in the scope they were granted in. */
export const MAY = {
  export_board: ["system_admin", "school_admin"],
  read_regions: ["system_admin", "school_admin", "inspector", "auditor"],
  write_regions: ["system_admin"],
  read_schools: ["system_admin", "school_admin", "inspector", "auditor"],
  write_schools: ["system_admin"],
  read_classrooms: ["system_admin", "school_admin", "inspector", "auditor"],
  write_classrooms: ["system_admin", "school_admin"],
  read_people: ["system_admin", "school_admin"],
  write_people: ["system_admin", "school_admin"],
  read_classes: ["system_admin", "school_admin"],
  write_classes: ["system_admin", "school_admin"],
  read_pupils: ["system_admin", "school_admin"],
  write_pupils: ["system_admin", "school_admin"],
  read_terms: ["system_admin", "school_admin", "inspector", "auditor"],
  write_terms: ["system_admin"],
  read_calendar_days: ["system_admin", "school_admin", "inspector", "auditor"],
  write_calendar_days: ["system_admin", "school_admin"],
  read_bell_schedules: ["system_admin", "school_admin", "inspector", "auditor"],
  write_bell_schedules: ["system_admin", "school_admin"],
  read_pairings: ["system_admin", "school_admin", "inspector", "auditor"],
  write_pairings: ["system_admin"],
  read_slots: ["system_admin", "school_admin", "inspector", "auditor"],
  write_slots: ["system_admin", "school_admin"],
  read_slot_exceptions: ["system_admin", "school_admin", "inspector", "auditor"],
  write_slot_exceptions: ["system_admin", "school_admin"],
  read_lessons: ["system_admin", "school_admin", "inspector", "auditor"],
  plan_lessons: ["system_admin", "school_admin"],
  shut_lesson: ["system_admin", "school_admin"],
  restart_lesson: ["system_admin", "school_admin"],
  read_incidents: ["system_admin", "school_admin"],
  make_incident: ["system_admin", "school_admin"],
  release_incident: ["system_admin", "school_admin"],
  read_tally: ["system_admin", "school_admin", "inspector", "auditor"],
  read_roll: ["system_admin", "school_admin"],
  correct_roll: ["system_admin", "school_admin"],
  read_answers: ["system_admin", "school_admin"],
  read_compliance: ["system_admin", "school_admin", "inspector", "auditor"],
  invite_person: ["system_admin", "school_admin"],
  grant_roles: ["system_admin", "school_admin"],
  check_changes: ["system_admin", "school_admin"],
  read_sessions: ["system_admin", "school_admin", "auditor"],
  end_sessions: ["system_admin", "school_admin"],
  reset_second_factor: ["system_admin", "school_admin"],
  unlock_account: ["system_admin", "school_admin"],
  close_account: ["system_admin", "school_admin"],
  read_devices: ["system_admin", "school_admin", "inspector", "auditor"],
  enrol_device: ["system_admin", "school_admin"],
  revoke_device: ["system_admin", "school_admin"],
  import_data: ["system_admin", "school_admin"],
  export_data: ["system_admin", "school_admin"],
  read_feeds: ["system_admin", "school_admin"],
  write_feeds: ["system_admin", "school_admin"],
  read_tokens: ["system_admin"],
  write_tokens: ["system_admin"],
  read_audit: ["auditor"],
  export_audit: ["auditor"],
  read_settings: ["system_admin", "auditor"],
  write_settings: ["system_admin"],
  read_notices: ["system_admin", "school_admin", "inspector", "auditor"],
  write_notices: ["system_admin"],
  record_consent: ["system_admin", "school_admin"],
  export_pupil: ["system_admin", "school_admin"],
  erase_pupil: ["system_admin", "school_admin"],
  hold_data: ["system_admin"],
  read_sanctions: ["system_admin", "school_admin"],
  impose_sanction: ["system_admin", "school_admin"],
  lift_sanction: ["system_admin", "school_admin"],
  read_reports: ["system_admin", "school_admin"],
  decide_report: ["system_admin", "school_admin"],
} satisfies Record<string, Role[]>;

export type Action = keyof typeof MAY;

/** What roles whoever has a role may give to others, in their scope. */
export const MAY_GIVE: Partial<Record<Role, Role[]>> = {
  school_admin: ["lecturer", "assistant", "researcher", "viewer"],
  system_admin: ["lecturer", "assistant", "inspector", "researcher", "viewer", "school_admin", "system_admin", "auditor"],
};

/** What only a person does, signed in: no token of another system. */
export const PERSONAL: readonly Action[] = ["invite_person", "check_changes", "read_sessions", "end_sessions", "reset_second_factor", "enrol_device", "read_tokens", "write_tokens", "write_settings", "erase_pupil", "hold_data"];
