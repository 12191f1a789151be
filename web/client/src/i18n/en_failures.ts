// What is said when something goes wrong: what happened, what to do, one button.

import { fileFailures } from "./en_file_failures";
import type { Failures } from "./zh_failures";

export const failures: Failures = {
  notice: {
    insecure: {
      what: "This address is not https, so the browser hides camera and microphone",
      todo: "Ask the administrator for the https address. For now you can watch and listen.",
      action: "",
    },
    camera_missing: {
      what: "No camera found",
      todo: "Plug it in; it opens by itself then.",
      action: "Try again",
    },
    camera_busy: {
      what: "Another program is using the camera",
      todo: "Close recorders and meetings, then try again.",
      action: "Try again",
    },
    camera_refused: {
      what: "The browser may not use the camera",
      todo: "Click the icon left of the address and choose “Allow”.",
      action: "Try again",
    },
    camera_failed: {
      what: "The camera does not open",
      todo: "Unplug it, plug it in again, then try again.",
      action: "Try again",
    },
    microphone_missing: {
      what: "No microphone found",
      todo: "Plug it in; it opens by itself then.",
      action: "Try again",
    },
    microphone_busy: {
      what: "Another program is using the microphone",
      todo: "Close recorders and meetings, then try again.",
      action: "Try again",
    },
    microphone_refused: {
      what: "The browser may not use the microphone",
      todo: "Click the icon left of the address and choose “Allow”.",
      action: "Try again",
    },
    microphone_failed: {
      what: "The microphone does not open",
      todo: "Unplug it, plug it in again, then try again.",
      action: "Try again",
    },
    document_missing: {
      what: "No second camera found",
      todo: "Connect the document camera, or choose it in the settings.",
      action: "",
    },
    document_busy: {
      what: "Another program is using the document camera",
      todo: "Close the document camera's own software, then try again.",
      action: "Try again",
    },
    document_refused: {
      what: "The browser may not use the document camera",
      todo: "Click the icon left of the address and choose “Allow”.",
      action: "Try again",
    },
    document_failed: {
      what: "The document camera does not open",
      todo: "Unplug it, plug it in again, then try again.",
      action: "Try again",
    },
    screen_failed: {
      what: "The screen was not shared",
      todo: "Try again and choose a window or the whole screen.",
      action: "Try again",
    },
    screen_unsupported: {
      what: "This browser cannot share the screen",
      todo: "Please use a recent Chrome or Edge.",
      action: "",
    },
    no_route: {
      what: "Sound and picture do not get through",
      todo: "A firewall is the likely cause. Ask the network's keeper to open the server's media port (UDP and TCP). The page goes on trying.",
      action: "Try now",
    },
    media_down: {
      what: "The media service is recovering",
      todo: "Please wait; the picture comes back by itself.",
      action: "",
    },
    publish_failed: {
      what: "A picture or sound was not sent",
      todo: "The page tries again by itself; if it stays, reload the page.",
      action: "",
    },
    act_failed: { what: "That did not work", todo: "Please try again.", action: "All right" },
  },
  act: {
    not_allowed: "This classroom may not do that.",
    wrong_phase: "That cannot be done at this point of the lesson.",
    right_off: "The teacher has switched this off.",
    nobody_else: "There is no other classroom to call on.",
    not_entered: "The classroom has to be in the lesson first.",
    not_shown: "That page is not shown any more; it was not drawn.",
    page_full: "This page is full: please take another one.",
    ink_full: "So much was drawn in this lesson that no more fits.",
    board_full: "The board has 30 pages at most.",
    unknown_page: "There is no such page.",
    not_yours: "You can erase only what this classroom drew.",
    nothing_to_undo: "There is nothing to undo.",
    bad_stroke: "That stroke was not taken: please draw it again.",
    slow_mode: "Too fast: please wait a few seconds.",
    text_empty: "Nothing is written yet.",
    text_too_long: "That is too long; please say it more briefly.",
    words_not_allowed: "It has words that the school does not allow; it was not sent.",
    no_links: "Receiving classrooms do not send addresses; it was not sent.",
    unknown_remark: "That is not there any more.",
    not_knocking: "That classroom is not at the door any more.",
    question_closed: "This question takes no more answers.",
    no_question: "There is no question now.",
    bad_answer: "This does not answer the question; please look again.",
    no_pupils: "No classroom has a class list, so it cannot be asked of each pupil.",
    bad_question: "The question is not complete: two options at least, and no two the same.",
    stage_full: "The stage is full; take a classroom down first.",
    offline: "The server is out of reach; try again when it is back.",
    timeout: "The server did not answer; please try again.",
    too_many: "That was too fast; please wait a moment.",
    unavailable: "The server is busy just now; please wait a moment.",
    not_present: "That classroom is not in the lesson now.",
  },
  error: {
    ...fileFailures,
    no_link: {
      what: "The lesson link is missing",
      todo: "This address is not complete. Please open the whole link your school has sent.",
      action: "Paste the link",
    },
    link_unknown: {
      what: "This lesson link is not right",
      todo: "It may be incomplete or replaced. Ask your school's administrator for a new one.",
      action: "Paste the link",
    },
    link_expired: {
      what: "This lesson link has expired",
      todo: "Ask your school's administrator for this lesson's new link.",
      action: "Paste the link",
    },
    not_signed_in: {
      what: "Please sign in first",
      todo: "This lesson is entered by signing in. Do so on the start page and go in from there.",
      action: "Sign in",
    },
    signed_out: {
      what: "You are no longer signed in",
      todo: "Your sign-in ran out, or was ended elsewhere or by an administrator. Sign in again to go on.",
      action: "Sign in again",
    },
    second_factor_needed: {
      what: "One more step to sign in",
      todo: "Enter your one-time code on the start page, then go in.",
      action: "Go there",
    },
    not_expected: {
      what: "This lesson is not yours or this classroom's",
      todo: "The timetable names another teacher or classroom. If that is wrong, ask the school administrator.",
      action: "To the start page",
    },
    not_verified: {
      what: "You cannot teach until it is confirmed who you are",
      todo: "Ask the school administrator to confirm it, then come back.",
      action: "To the start page",
    },
    not_open: {
      what: "This lesson is not open yet",
      todo: "It opens shortly before its start; the start page tells from when.",
      action: "Try again",
    },
    lesson_unknown: {
      what: "There is no such lesson",
      todo: "The timetable may have changed. See today's lessons on the start page.",
      action: "To the start page",
    },
    lesson_cancelled: {
      what: "This lesson is cancelled",
      todo: "If in doubt, ask the school administrator.",
      action: "To the start page",
    },
    lesson_merged: {
      what: "This lesson takes place together with another",
      todo: "Go into that one from the start page.",
      action: "To the start page",
    },
    seat_taken: {
      what: "{who} is in this classroom's place on another device",
      todo: "When that one leaves, this one takes over by itself. To use this computer now, press the button; the other one leaves.",
      action: "Use this computer",
    },
    device_unknown: {
      what: "This computer is not enrolled",
      todo: "Open the classroom's page and tell the school administrator the code on it.",
      action: "To the classroom's page",
    },
    device_revoked: {
      what: "This computer is no longer enrolled",
      todo: "The school administrator revoked it, or put another computer in its place.",
      action: "To the classroom's page",
    },
    bad_proof: {
      what: "This computer could not prove that it is the enrolled one",
      todo: "Go back to the classroom's page; if it stays so, have it enrolled again.",
      action: "To the classroom's page",
    },
    right_off: { what: "The teacher has switched this off", todo: "It works again once the teacher switches it on.", action: "Return to the lesson" },
    nobody_else: { what: "There is no other classroom to call on", todo: "Wait until one has come.", action: "Return to the lesson" },
    removed: {
      what: "This classroom was put out of the lesson",
      todo: "Please speak to the teacher; once readmitted, it can come in again.",
      action: "Try again",
    },
    lesson_full: {
      what: "This lesson is full",
      todo: "Try again later, or ask the administrator to allow more classrooms.",
      action: "Try again",
    },
    classroom_busy: {
      what: "This classroom is still in another lesson",
      todo: "Once the bell has rung there, or its teacher has ended it, you can come in.",
      action: "Try again",
    },
    lesson_over: {
      what: "This lesson is over",
      todo: "The next lesson has a link of its own.",
      action: "Go to the start",
    },
    opened_elsewhere: {
      what: "This classroom's link was opened elsewhere",
      todo: "A classroom can be open in one place only. To have the lesson here, press the button; the other place then leaves.",
      action: "Have the lesson here",
    },
    too_slow: {
      what: "This computer or line could not keep up and was disconnected",
      todo: "Close other programs and downloads, then return.",
      action: "Return to the lesson",
    },
    too_many: {
      what: "Too many requests; the server asks you to wait",
      todo: "Wait a little, then try again.",
      action: "Try again",
    },
    not_allowed: {
      what: "This classroom may not do that",
      todo: "If in doubt, ask your school's administrator.",
      action: "Return to the lesson",
    },
    not_in_view: {
      what: "This picture is not for this classroom just now",
      todo: "Please reload the page.",
      action: "Reload",
    },
    wrong_phase: {
      what: "The lesson cannot be joined yet",
      todo: "It opens shortly before its start; the start page tells from when.",
      action: "Try again",
    },
    stage_full: {
      what: "The stage is full",
      todo: "Take a classroom down first.",
      action: "Return to the lesson",
    },
    no_roll: {
      what: "The roll has not been called here",
      todo: "Please wait for the lecturer to call it.",
      action: "Back to the lesson",
    },
    unknown_pupil: {
      what: "This pupil is not on the list",
      todo: "The roll may have been called again: please look at the latest list.",
      action: "Reload",
    },
    reason_needed: {
      what: "It has been confirmed already",
      todo: "To change it, please say why.",
      action: "Back to the lesson",
    },
    count_first: {
      what: "Nobody has been counted yet",
      todo: "Please enter how many are in the room, then confirm.",
      action: "Back to the lesson",
    },
    too_many_rolls: {
      what: "The roll has been called too often in this lesson",
      todo: "Please correct the list that there is.",
      action: "Back to the lesson",
    },
    source_taken: {
      what: "This classroom's picture is already in use",
      todo: "Close the other one, then try again.",
      action: "Try again",
    },
    unavailable: {
      what: "The server is busy just now",
      todo: "Please wait, then try again.",
      action: "Try again",
    },
    bad_message: {
      what: "Page and server are of different versions",
      todo: "Reload the page to get the new one.",
      action: "Reload",
    },
    internal: {
      what: "Something went wrong on the server",
      todo: "Reload the page; if it stays, tell the administrator.",
      action: "Reload",
    },
    offline: {
      what: "The server cannot be reached",
      todo: "Check the cable or the wireless network. The page goes on trying.",
      action: "Try now",
    },
    timeout: { what: "The server did not answer", todo: "Please try again.", action: "Try again" },
    browser_old: {
      what: "This browser is too old for a lesson",
      todo: "Please use a recent Chrome, Edge or Firefox (Chromium 86 or later).",
      action: "Reload",
    },
    left: {
      what: "You have left the lesson",
      todo: "To return, press the button.",
      action: "Return to the lesson",
    },
    unknown: {
      what: "Something went wrong",
      todo: "Reload the page; if it stays, tell the administrator the code below.",
      action: "Reload",
    },
    code: "Code: {code}",
  },
};
