// What the time line and what lies on it are measured by, pixels.

export const HEAD = 24; // over the lanes, for the times
export const LANE = 22;
export const LABEL = 132; // beside the lanes, for their names
