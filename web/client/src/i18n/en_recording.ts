// Recording: the light, alarms, classrooms that are not recorded.

export const recording = {
  light: {
    on: "Recording",
    on_means: "This lesson is being recorded for review, research and inspection",
    alarm: "Recording alarm",
    alarm_means: "Something is wrong with the recording; the lecturer sees what",
    held: "Not recorded here",
    held_means:
      "This lesson is being recorded; this classroom is not, since a guardian has not agreed",
  },
  whole: "Recording: ",
  of: "{name}, {source}: ",
  source: {
    camera: "picture",
    microphone: "sound",
    screen: "shared screen",
    screen_sound: "screen sound",
    document: "document camera",
  },
  alarm: {
    stalled: "nothing recorded for some seconds",
    no_keyframe: "the picture cannot be recorded yet",
    silent: "what is recorded is silent",
    lossy: "much is lost; the recording will stutter",
    dropped: "the server does not keep up and missed some",
    disk_low: "the server runs low on space; some pictures are not recorded",
    disk_full: "the server is out of space; only the lecturer's sound is recorded",
    disk_failed: "the server cannot write to its disk; nothing is recorded",
    recorder_down: "the recorder stopped and is being started again",
    sealed: "what was recorded before the shut-down is sealed; nothing is recorded since",
  },
  todo: {
    stalled: "See whether camera and microphone are still on; the lesson can go on.",
    no_keyframe: "Wait a few seconds; else switch the camera off and on again.",
    silent: "See whether the microphone is muted or unplugged; say something into it.",
    lossy: "The line is poor: use a cable or close other programs; the lesson can go on.",
    dropped: "Please tell the system administrator.",
    disk_low: "The system administrator should free space; the lecturer is still recorded.",
    disk_full: "The system administrator must free space at once.",
    disk_failed: "Tell the system administrator at once; the lesson can go on unrecorded.",
    recorder_down: "Nothing to do; the gap will be marked.",
    sealed: "To have a recording, hold another lesson.",
  },
  more: "{n} more",
  withheld: "Not recorded, since a guardian has not agreed: {names}",
  comma: ", ",
};
