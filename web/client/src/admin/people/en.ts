import type { people as words } from "./zh";

export const people: typeof words = {
  no_roles: "No roles yet",
  role: "Role",
  role_where: "Where",
  in_school: "In a school",
  in_region: "In a region",
  add_role: "Add",
};
