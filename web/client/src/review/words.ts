// What happened, said in one sentence.

import { useI18n } from "vue-i18n";

import type { ReviewedLesson } from "../api/types";
import type { Happening } from "./happenings";

type Said = (key: string, named?: Record<string, unknown>) => string;
interface Reply {
  options: number[];
  number: number | null;
  text: string;
  counts: number[];
}
interface Asked {
  kind: string;
  options: string[];
  right: Reply | null;
}

/** Returns what says each of a lesson's happenings, in the page's language. */
export function useWords(lesson: ReviewedLesson, happenings: readonly Happening[]): {
  say: (happening: Happening) => string;
  name: (classroom: string) => string;
} {
  const { t, locale } = useI18n();
  const names = new Map(lesson.classrooms.map(({ id, name }) => [id, name]));
  const files = new Map(lesson.files.map(({ id, name }) => [id, name]));
  const questions = new Map(
    happenings
      .filter(({ kind }) => kind === "question")
      .map(({ data }) => [String(data.question), data as unknown as Asked]),
  );
  const name = (classroom: string): string => names.get(classroom) ?? classroom;
  const list = (ids: unknown): string =>
    (ids as string[]).map(name).join(locale.value === "zh" ? "、" : ", ");
  // Each is said once a language: lists and the time line ask again and again.
  const kept = new Map<string, string>();
  const say = (happening: Happening): string => {
    const key = `${locale.value} ${happening.id}`;
    let text = kept.get(key);
    if (text === undefined) {
      text = said(happening, t as Said, { name, list, file: (id) => files.get(id) ?? "", questions });
      kept.set(key, text);
    }
    return text;
  };
  return { say, name };
}

interface Known {
  name: (classroom: string) => string;
  list: (ids: unknown) => string;
  file: (id: string) => string;
  questions: ReadonlyMap<string, Asked>;
}

function said({ kind, classroom, data, t: from }: Happening, t: Said, known: Known): string {
  const who = classroom ? known.name(classroom) : t("happened.everyone");
  const of = (key: string, named: Record<string, unknown> = {}): string =>
    t(`happened.${key}`, { who, ...named });
  const either = (on: unknown, key: string, named = {}): string => of(`${key}_${on ? "on" : "off"}`, named);
  const source = data.source ? t(`happened.sources.${String(data.source)}`) : "";
  const track = source ? (classroom ? of("track", { source }) : source) : t("happened.recording");
  switch (kind) {
    case "phase":
    case "layout":
    case "presence":
      return of(`${kind}.${String(data[kind])}`);
    case "hand_up":
      return of(`hand_up.${String(data.purpose)}`);
    case "right":
      return either(data.on, "right", { right: t(`happened.rights.${String(data.right)}`) });
    case "forbidden":
      return either(data.forbidden, "forbidden");
    case "lock":
      return either(data.locked, "lock");
    case "removed":
      return either(data.removed, "removed");
    case "ingest":
      return either(data.attached, "ingest");
    case "stream":
      return either(data.on, "stream", { source });
    case "notice":
      return data.text ? of("notice", { text: data.text }) : of("notice_off");
    case "countdown":
      return data.seconds === null ? of("countdown_off") : of("countdown", { n: data.seconds });
    case "spotlight":
      return classroom ? of("spotlight") : of("spotlight_off");
    case "stage":
      return (data.stage as string[]).length ? of("stage", { who: known.list(data.stage) }) : of("stage_off");
    case "question":
      return data.text ? of("question", { text: data.text }) : of("question_aloud");
    case "answer":
      return of("answer", { reply: replied(data, t, known) });
    case "question_closed":
      return [of("question_closed"), ...counted(data, t, known)].join(" · ");
    case "board":
      return data.page === null ? of("board_off") : of("board", { page: data.page });
    case "slide":
      return of("slide", { page: data.page, name: known.file(String(data.file)) });
    case "file":
      return of("file", { name: data.name, by: known.name(String(data.by)) });
    case "roll":
      return data.expected === null ? of("roll_heads", data) : of("roll", data);
    case "alarm":
    case "cleared":
      return of(kind, { what: of(`alarms.${String(data.kind)}`, { track }) });
    case "gap":
      return of("gap", { track, n: Math.round(Number(data.until) - from) });
    case "missed":
      return of("missed", { n: Math.round(Number(data.seconds)) });
    case "lost":
    case "dropped":
      return of("lost", { track, n: data.packets });
    default:
      return of(kind, data);
  }
}

function option(asked: Asked | undefined, place: number, t: Said): string {
  if (asked?.kind === "true_false") return t(`happened.${place === 0 ? "true" : "false"}_option`);
  const letter = String.fromCharCode(65 + place);
  const text = asked?.options[place];
  return text ? `${letter} ${text}` : letter;
}

function replied(data: Record<string, unknown>, t: Said, { questions }: Known): string {
  const asked = questions.get(String(data.question));
  const reply = data.reply as Reply | null;
  if (!reply) return "";
  if (reply.counts.length) return reply.counts.map((n, place) => `${option(asked, place, t)} × ${n}`).join("  ");
  if (reply.text) return reply.text;
  if (reply.number !== null) return String(reply.number);
  const told = reply.options.map((place) => option(asked, place, t)).join(" ");
  if (!asked?.right) return told;
  const right = [...asked.right.options].sort().join() === [...reply.options].sort().join();
  return `${told} (${t(`happened.answer_${right ? "right" : "wrong"}`)})`;
}

function counted(data: Record<string, unknown>, t: Said, { questions, name }: Known): string[] {
  const asked = questions.get(String(data.question));
  return Object.entries((data.counted ?? {}) as Record<string, number[]>).map(([classroom, counts]) =>
    t("happened.counts", {
      who: name(classroom),
      counts: counts.map((n, place) => `${option(asked, place, t)} × ${n}`).join("  "),
    }),
  );
}
