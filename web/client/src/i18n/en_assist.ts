// The assistant's page: a tablet in the hand.

export const assist = {
  connecting: "Connecting to the lesson",
  ended: "This lesson is over",
  ended_text: "You can close this page.",
  away: "The classroom's PC is not in the lesson yet",
  lost: "The classroom's PC has lost its line",
  broken: "The classroom's PC has no sound and picture now; it is being mended",
  wall_todo: "Please look at the classroom's PC and network; once it is back it joins by itself.",
  knocking: "The classroom's PC waits to be let in",
  waiting: "Waiting for the delivering classroom to begin",
  hold: "The lecturer's line is lost; waiting for them to come back",
  paused: "The lecturer has paused the lesson",
  forbidden: "The lecturer has switched off sound and picture of all classrooms",
  stage: "Our class is on stage now",
  listening: "The lesson is going on",
};
