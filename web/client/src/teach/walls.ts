// What every wall shows now, from what the lecturer's page knows: a pure function.
//
// Rule: it follows the server's rule (classroom/views.py) and is only looked at. A classroom's picture
// that is off, or not there, is on no wall.

import { layout, type Arranged } from "../lesson/layout";
import { may, streamOf, type Shown } from "../lesson/state";
import type { Place, Snapshot, Source } from "../protocol";
import type { Outgoing } from "./outgoing";
import { pictured } from "./outgoing";

const SHOWN: readonly Source[] = ["screen", "document", "camera"];

/** `camera`: whether the lecturer's own camera is sent besides what is shown. */
export function onWalls(state: Snapshot, sending: Outgoing, camera: boolean): Arranged {
  const { lesson } = state;
  const source = pictured(sending);
  const shown: Shown[] = [];
  if (sending !== "nothing") shown.push(own(state, source, "main"));
  if (source !== "camera" && camera) shown.push(own(state, "camera", "corner"));
  if (lesson.phase === "live" || lesson.phase === "hold") {
    if (lesson.spotlight) shown.push(...of(state, lesson.spotlight, "spotlight"));
    for (const classroom of lesson.stage)
      if (classroom !== lesson.spotlight) shown.push(...of(state, classroom, "stage"));
  }
  return layout(shown, lesson.layout);
}

function own(state: Snapshot, source: Source, place: Place): Shown {
  const stream = streamOf(state, state.you, source) ?? {
    producer: `own-${source}`,
    classroom: state.you,
    source,
    kind: "video",
    paused: false,
  };
  return { view: { producer: stream.producer, place, layer: 0 }, stream };
}

function of(state: Snapshot, classroom: string, place: Place): Shown[] {
  const seat = state.classrooms.find(({ id }) => id === classroom);
  const sent = SHOWN.map((source) => streamOf(state, classroom, source)).filter(
    (stream) => stream !== undefined,
  );
  const stream = sent.find(({ paused }) => !paused) ?? sent[sent.length - 1];
  if (!seat || !stream || !may(state, seat, stream.source === "screen" ? "screen" : "video"))
    return [];
  return [{ view: { producer: stream.producer, place, layer: 0 }, stream }];
}
