// Slides and files.

import type { Words } from "./zh";

export const files: Pick<Words, "slides" | "files"> = {
  slides: {
    coming: "The slides are loading…",
    failed: "The slides did not load; trying again…",
    page_n: "Slide {n}",
    now: "Slide {n} of {all}",
    next: "Next",
    previous: "Back",
    coming_next: "Next is",
    last: "This is the last one",
    put_away: "Put away",
    region: "The slides being shown",
  },
  files: {
    open: "Slides",
    title: "Slides and files",
    title_learn: "Files",
    empty: "There are no files yet",
    add: "Add a file",
    adding: "Sending {name}: {part}%",
    checking: "Looking at {name}…",
    kinds: "PDF, PowerPoint (.pptx), pictures, Word, Excel, MP3, MP4. All classrooms of this lesson can download them.",
    hidden: "The lesson is paused or everything is forbidden: earlier files are put aside until it goes on.",
    hidden_teach: "The classrooms do not see earlier files just now. You can take some away before they come back.",
    show: "Show",
    showing: "Being shown",
    save: "Download",
    take_away: "Take away",
    take_away_sure: "Really?",
    pages: "{n} slides",
    right_off: "Your classroom can add files once the lecturer switches that right on.",
  },
};
