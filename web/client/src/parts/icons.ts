// Line icons, 24×24, drawn here: no font and no request.

export const PATHS = {
  microphone:
    "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3M9 21h6",
  camera: "M3 7h12v10H3zM15 11l6-3v8l-6-3",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4M12 13V8M9.5 10.5 12 8l2.5 2.5",
  document: "M6 21h12M12 21v-4M7 4l9 3M16 7l-2 6M14 13l-5-2M4 17h10",
  loudspeaker: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  line: "M4 18v-3M9 18v-6M14 18V9M19 18V5",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  end: "M6 6h12v12H6z",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  keys: "M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8",
  fullscreen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  close: "M6 6l12 12M18 6L6 18",
  talk: "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
  hand: "M8 12V6a1.5 1.5 0 0 1 3 0v5M11 11V4.5a1.5 1.5 0 0 1 3 0V11M14 11V6a1.5 1.5 0 0 1 3 0v8a6 6 0 0 1-6 6c-3 0-4.5-1.5-6-5l-1-2.500a1.5 1.5 0 0 1 2.7-1.200L8 14",
  list: "M4 6h2M4 12h2M4 18h2M10 6h10M10 12h10M10 18h10",
  enlarge: "M9 15l-5 5M4 15v5h5M15 9l5-5M20 9V4h-5",
  spotlight: "M8 3h8l2 6H6zM12 9v0M9 12l-5 8M15 12l5 8M12 12v8",
  wait: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  board: "M3 4h18v12H3zM8 20l4-4 4 4M7 12c2-5 4 3 6-1s3-2 4-2",
  pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  slides: "M4 4h16v11H4zM12 15v5M8 20h8M8 8h8M8 11h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  ask: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M12 16.500v.01",
  flag: "M6 21V4h11l-2 4 2 4H6",
} as const;

export type IconName = keyof typeof PATHS;
