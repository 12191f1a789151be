// Levels: as much is sent as the line takes in, and sound comes first.

import type { level as zh } from "./zh_level";

export const level: typeof zh = {
  level: {
    title: "Picture level",
    open: "Picture level and data used",
    names: {
      sound: "Sound only",
      slides: "Stills",
      low: "Small picture",
      medium: "Fair picture",
      high: "Sharp picture",
    },
    brief: { sound: "Sound only", slides: "Stills", low: "Small", medium: "Fair", high: "Sharp" },
    what: {
      sound: "only sound is sent",
      slides: "only sound, board and still pictures are sent",
      low: "a small picture is sent",
      medium: "the picture is less sharp",
      high: "the picture is sharp",
    },
    why: {
      line: "Slow line: {what}",
      loss: "The line loses much: {what}",
      pinned: "As this classroom chose: {what}",
      full: "Line in order: {what}",
    },
    short: { line: "slow line", loss: "losses", pinned: "chosen", full: "auto" },
    still: "still picture",
    none: "sound only now",
    sound_only: "Sound only for now",
    sound_only_text: {
      line: "The line is slow, and sound comes first. The picture returns by itself when it can.",
      loss: "The line loses much, and sound comes first. The picture returns by itself when it can.",
      pinned: "This classroom chose sound only; press “Sound only” below to change it.",
      full: "Sound is in order.",
    },
    slide_kept: "The slide was not sent here; it comes when the line is better.",
    most: "Send this classroom at most",
    auto: "Automatic",
    choices: {
      auto: "as much as the line takes, up to 720p",
      sound: "least data, no picture",
      slides: "sound, board, slides; a new still every few seconds",
      low: "180p, for very slow lines",
      medium: "360p, saves data",
    },
    holds: "For this lesson only. On a slower line less is sent still; sound always is.",
    used: "Data in this lesson",
    used_n: "{total} (down {down}, up {up})",
    per_hour: "Going on like this, an hour takes",
    takes: "The line takes in about",
    release: "Let go",
    release_of: "Let go: the picture level of {name}",
    released_hint: "This classroom chose to be sent no more than this",
  },
};
