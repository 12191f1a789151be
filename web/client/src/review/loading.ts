// All that the page of a recording is made of, asked for at once.

import { asApiFailure } from "../api/failure";
import type { Index, Recording, RecordingTold, ReviewedInk, ReviewedLesson } from "../api/types";
import { ask } from "../signin/session";

export interface Loaded {
  id: string;
  recording: Recording;
  labels: Record<string, string>;
  index: Index;
  lesson: ReviewedLesson;
  ink: ReviewedInk["entries"];
}

export type Why = "gone" | "not_allowed" | "not_found" | "damaged" | "failed" | "empty" | "no_mse" | "again";

export class CannotShow extends Error {
  constructor(readonly why: Why) {
    super(why);
  }
}

export const path = (id: string, of: string): string => `/recordings/${encodeURIComponent(id)}/${of}`;
export const address = (id: string, of: string): string => `/api/v1${path(id, of)}`;

export async function load(id: string): Promise<Loaded> {
  if (typeof MediaSource === "undefined") throw new CannotShow("no_mse");
  try {
    const told = ask<RecordingTold>("GET", `/recordings/${encodeURIComponent(id)}`);
    const rest = Promise.all([
      ask<Index>("GET", path(id, "index")),
      ask<ReviewedLesson>("GET", path(id, "timeline")),
      ask<ReviewedInk>("GET", path(id, "ink")),
    ]);
    rest.catch(() => {}); // what the recording says of itself is said first
    const { recording, may_watch, labels } = await told;
    if (recording.state === "deleted") throw new CannotShow("gone");
    if (!may_watch) throw new CannotShow("not_allowed");
    const [index, lesson, ink] = await rest;
    const nothing = index.tracks.every(({ parts }) => parts.every(({ segments }) => segments.length === 0));
    if (recording.state === "failed" && nothing) throw new CannotShow("failed");
    if (nothing) throw new CannotShow("empty");
    return { id, recording, labels: labels as Record<string, string>, index, lesson, ink: ink.entries };
  } catch (thrown) {
    throw thrown instanceof CannotShow ? thrown : new CannotShow(whyOf(asApiFailure(thrown).code));
  }
}

function whyOf(code: string): Why {
  switch (code) {
    case "recording_gone":
      return "gone";
    case "not_allowed":
    case "not_verified":
      return "not_allowed";
    case "not_found":
    case "lesson_unknown":
      return "not_found";
    case "recording_damaged":
      return "damaged";
    default:
      return "again";
  }
}
