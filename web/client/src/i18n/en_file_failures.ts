// What is said when a file does not get through.

import type { fileFailures as zh } from "./zh_file_failures";

export const fileFailures: typeof zh = {
  ticket_unknown: {
    what: "This page is not in the lesson any more",
    todo: "Load the page anew and enter again.",
    action: "Reload",
  },
  unknown_file: {
    what: "That file is not there any more",
    todo: "Look at the list; if it is gone, ask the lecturer to add it again.",
    action: "All right",
  },
  file_hidden: {
    what: "Earlier files cannot be had during a pause",
    todo: "Try again when the lesson goes on.",
    action: "Try again",
  },
  too_many_files: {
    what: "This lesson has too many files",
    todo: "Let the lecturer take some away first.",
    action: "All right",
  },
  files_full: {
    what: "There is no room for more files in this lesson",
    todo: "Let the lecturer take some away, or choose a smaller file.",
    action: "All right",
  },
  file_too_large: {
    what: "The file is too large",
    todo: "Make its pictures smaller, or split it.",
    action: "All right",
  },
  file_not_taken: {
    what: "Files of this kind are not taken",
    todo: "PDF, .pptx, pictures, .docx, .xlsx, MP3 and MP4 are. Save an old .ppt as a PDF.",
    action: "All right",
  },
  no_office: {
    what: "This server cannot open PowerPoint",
    todo: "Save the slides as a PDF in PowerPoint or WPS, and add that.",
    action: "All right",
  },
  file_broken: {
    what: "The file cannot be opened; it may be broken",
    todo: "Open it in its own program, save it anew and add that.",
    action: "All right",
  },
  file_encrypted: {
    what: "The file has a password",
    todo: "Save it without one and add that.",
    action: "All right",
  },
  file_active: {
    what: "There is a program or an attachment in the file",
    todo: "“Print” it to a PDF in its own program and add that.",
    action: "All right",
  },
  file_pages: {
    what: "It has too many pages",
    todo: "Split it into several files.",
    action: "All right",
  },
  file_infected: {
    what: "There is a virus in the file",
    todo: "Do not open it again, and tell whoever runs your network.",
    action: "All right",
  },
  upload_cut: {
    what: "The file did not arrive",
    todo: "Check the network and add it again.",
    action: "Try again",
  },
  upload_slow: {
    what: "It took too long to arrive",
    todo: "Use a better line, or a smaller file.",
    action: "All right",
  },
  text_too_long: {
    what: "That is too long",
    todo: "Write less; give a file a shorter name.",
    action: "All right",
  },
  words_not_allowed: {
    what: "There are words in it that the school does not allow",
    todo: "Say it differently; rename a file.",
    action: "All right",
  },
  no_links: {
    what: "Receiving classrooms send no addresses",
    todo: "Take the addresses out of the file, or ask the lecturer.",
    action: "All right",
  },
};
