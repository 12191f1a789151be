// A lesson's files by HTTP: the page proves itself by its ticket, which is in no address.

import type { Attending } from "../lesson/attending";
import type { FileState, Snapshot } from "../protocol";
import { Failure } from "../signaling/failure";
import type { Source } from "./deck";

export const TAKEN = ".pdf,.pptx,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.mp3,.mp4";

function known(room: Attending): Snapshot {
  const state = room.state.value;
  if (!state) throw new Failure("offline");
  return state;
}

/** Where a file is, and what is sent along; all of them: without an id. */
export function sourceOf(room: Attending, id = ""): Source {
  const { lesson, ticket } = known(room);
  const path = `/lesson/${encodeURIComponent(lesson.id)}/files`;
  return { url: id ? `${path}/${id}` : path, headers: { Authorization: `Lesson ${ticket}` } };
}

/** Save a file where the browser saves things. */
export async function save(room: Attending, file: FileState): Promise<void> {
  const { url, headers } = sourceOf(room, file.id);
  const answer = await fetch(url, { headers }).catch(() => null);
  if (!answer) throw new Failure("offline");
  if (!answer.ok) throw failureOf(await answer.text());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Hand a file round; `progress` is told how much of it is on its way, from 0 to 1. */
export function hand(room: Attending, file: File, progress: (part: number) => void): Promise<string> {
  const { url, headers } = sourceOf(room);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far it is
    request.open("POST", url);
    request.setRequestHeader("Authorization", headers.Authorization ?? "");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onerror = () => failed(new Failure("upload_cut"));
    request.onload = () => {
      if (request.status === 201) done((JSON.parse(request.responseText) as { file: string }).file);
      else failed(failureOf(request.responseText));
    };
    request.send(file);
  });
}

function failureOf(body: string): Failure {
  try {
    const { code, detail } = JSON.parse(body) as { code: string; detail?: string };
    return new Failure(code, detail);
  } catch {
    return new Failure("internal");
  }
}

/** "3.2 MB": in the units of file managers. */
export function sizeWords(bytes: number): string {
  const kb = bytes / 1024;
  if (kb < 1000) return `${Math.max(1, Math.round(kb))} KB`;
  return `${(kb / 1024).toFixed(1)} MB`;
}
