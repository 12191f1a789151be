// Classrooms' line tests.

export const line = {
  title: "Line",
  never: "Not tested yet. Press “Test the line” on the classroom PC's page.",
  lead: "The last line test of each classroom, the worst first. Press “Test the line” on a classroom PC's page; it takes about a minute.",
  none: { what: "No classroom has tested its line", todo: "Press “Test the line” on a classroom PC's page: the result appears here." },
  test_here: "Test on this computer",
  by_device: "the classroom's PC",
  by_person: "somebody signed in there",
  column: { room: "Classroom", verdict: "Good for", down: "Down", up: "Up", loss: "Loss", path: "Way", at: "When" },
  verdict: { 4: "720p", 3: "360p", 2: "180p", 1: "sound and slides", 0: "sound only", none: "no lesson" },
  plot: "The last {n} tests",
  last: "The last tests",
};
