// The board as a PDF, saved where the browser saves things.

import type { Attending } from "../lesson/attending";
import { asFailure, Failure } from "../signaling/failure";

export async function exportBoard(room: Attending, language: string): Promise<void> {
  const state = room.state.value;
  if (!state) return;
  const url = `/lesson/${encodeURIComponent(state.lesson.id)}/board.pdf?language=${language}`;
  try {
    const answer = await fetch(url, { headers: { Authorization: `Lesson ${state.ticket}` } });
    if (!answer.ok) throw await failureOf(answer);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${state.lesson.title}.pdf`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (thrown) {
    const failure = thrown instanceof Failure ? thrown : asFailure(new Failure("offline"));
    room.notices.put("act_failed", undefined, failure.code);
  }
}

async function failureOf(answer: Response): Promise<Failure> {
  const told = (await answer.json().catch(() => ({}))) as { code?: string };
  return new Failure(told.code ?? "internal");
}
