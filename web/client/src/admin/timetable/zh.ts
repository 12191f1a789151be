export const timetable = {};
