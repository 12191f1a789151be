// The descriptions of the register's kinds; those of the timetable stand with its pages.

import type { Description } from "./description";

export const GRADES: [number, string][] = Array.from({ length: 12 }, (_, index) => [
  index + 1,
  `admin.grade.g${index + 1}`,
]);

/** School years that a form offers: from last year to next. */
export function years(now: Date): [number, string][] {
  const year = now.getFullYear();
  return [year + 1, year, year - 1, year - 2].map((each) => [each, `${each}`]);
}

export const regions: Description = {
  kind: "regions",
  columns: ["name", "kind", "code", "parent"],
  narrow: ["name", "kind"],
  form: ["name", "kind", "code", "parent"],
  filters: ["kind"],
};

export const schools: Description = {
  kind: "schools",
  columns: ["name", "kind", "code", "region"],
  narrow: ["name", "kind"],
  form: ["name", "kind", "code", "region"],
  filters: ["kind"],
};

export const classrooms: Description = {
  kind: "classrooms",
  columns: ["name", "school", "line", "loudspeaker", "cameras"],
  narrow: ["name", "school"],
  form: ["school", "name", "line", "loudspeaker", "cameras", "box_url"],
};

export const people: Description = {
  kind: "people",
  columns: ["display_name", "real_name", "number", "school", "grants", "verified_by"],
  narrow: ["display_name", "grants"],
  form: ["school", "region", "number", "real_name", "display_name", "phone", "verified_by", "grants"],
};

export const classes: Description = {
  kind: "classes",
  columns: ["name", "grade", "year", "school"],
  narrow: ["name", "school"],
  form: ["school", "grade", "name", "year"],
  filters: ["grade", "year"],
  numbers: { grade: GRADES, year: years(new Date()) },
};

export const pupils: Description = {
  kind: "pupils",
  columns: ["name", "number", "school_class", "consent"],
  narrow: ["name", "school_class", "consent"],
  form: ["school_class", "number", "name"],
  filters: ["school_class", "consent"],
};

export const DESCRIPTIONS = { regions, schools, classrooms, people, classes, pupils };
