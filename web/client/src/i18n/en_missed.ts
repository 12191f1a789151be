// What was missed while the line was broken: caught up, or not.

export const missed = {
  missed: {
    what: "The line was broken: {time} missed.",
    offer: "Watch what the lecturer said meanwhile at 1.25×; then you are live by yourselves.",
    catch_up: "Catch Up",
    stay: "Go On Live",
    catching: "Catching up",
    behind: "{time} behind the lesson",
    ink: "What was drawn",
    live: "Go Live",
    card: "{n} s behind",
  },
};
