// Planned lessons with how they go, what a change would collide with, and the planning of a term.

import { newKey, type Answer, type Client, type Query } from "../../api/client";
import { ApiFailure, asApiFailure } from "../../api/failure";
import type { KindName, ThingOf } from "../../api/kinds";
import type { Page, Values } from "../../api/resources";
import type {
  Conflict,
  Job,
  LessonList,
  LessonTally,
  Phase,
  PlannedLesson,
  RecordingNow,
  Sum,
  TallyList,
} from "../../api/types";
import { client, resources } from "../session";
import { addDays } from "./days";
import { instant } from "./zone";

export type { Conflict, Job, Sum };

// ---- what collides

/** What stands in the way of a change; nothing when a failure is about something else. */
export function conflictsOf(thrown: unknown): readonly Conflict[] {
  return thrown instanceof ApiFailure && thrown.code === "conflicts"
    ? thrown.conflicts
    : [];
}

/** Asks what a change would collide with and changes nothing; throws what else is wrong. */
export async function tryOut<K extends KindName>(
  kind: K,
  values: Values<K>,
  existing: { id: string; version: number } | null,
  signal?: AbortSignal,
): Promise<readonly Conflict[]> {
  const call = { query: { dry_run: true } as Query, body: values, signal };
  try {
    if (existing)
      await client.ask("PUT", `/${kind}/${existing.id}`, { ...call, version: existing.version });
    else await client.ask("POST", `/${kind}`, call);
    return [];
  } catch (thrown) {
    const found = conflictsOf(thrown);
    if (found.length) return found;
    throw thrown;
  }
}

// ---- a lesson that is going on

/** Ends it at once; nobody comes back in. */
export async function shutDown(id: string, reason: string): Promise<void> {
  await client.ask("POST", `/lessons/${encodeURIComponent(id)}/shut-down`, { body: { reason } });
}

// ---- lessons of some days

/** A planned lesson, where it is now, and how it went. */
export interface Lesson extends PlannedLesson {
  phase: Phase | null; // of the live lesson, once there is one
  recording: RecordingNow | null; // of the live lesson, while it is going on
  tally: LessonTally;
}

export interface Lessons {
  items: Lesson[];
  labels: Record<string, string>;
  cut: boolean; // there are more than were asked for
}

export interface Where {
  within?: string;
  classroom?: string;
  person?: string;
}

const MOST_LESSONS = 1000;
const AT_ONCE = 200;

/** All lessons from one day to another, both included. */
export async function lessonsOf(
  from: string,
  to: string,
  where: Where,
  signal?: AbortSignal,
  unattended = false, // the page asks by itself
): Promise<Lessons> {
  const hours = { from: instant(from, "00:00"), to: instant(addDays(to, 1), "00:00") };
  const all: Lessons = { items: [], labels: {}, cut: false };
  for (let after: string | null = ""; after !== null; ) {
    const query: Query = { ...where, ...hours, after, limit: AT_ONCE };
    const { data }: Answer<LessonList> = await client.ask("GET", "/lessons", {
      query,
      signal,
      unattended,
    });
    all.items.push(...data.items.map((went) => ({ ...went.lesson, ...went })));
    Object.assign(all.labels, data.labels);
    after = data.after;
    if (after !== null && all.items.length >= MOST_LESSONS) return { ...all, cut: true };
  }
  return all;
}

/** Lessons and minutes of each pairing, by its id, from one day to another. */
export async function sumsOf(
  from: string,
  to: string,
  within: string | undefined,
  signal?: AbortSignal,
): Promise<Map<string, Sum>> {
  const hours = { from: instant(from, "00:00"), to: instant(addDays(to, 1), "00:00") };
  const sums = new Map<string, Sum>();
  for (let after: string | null = ""; after !== null && sums.size < MOST_LESSONS; ) {
    const query: Query = { by: "pairing", ...hours, within, after, limit: AT_ONCE };
    const { data }: Answer<TallyList> = await client.ask("GET", "/tally", { query, signal });
    for (const { of, sum } of data.items) sums.set(of, sum);
    after = data.after;
  }
  return sums;
}

// ---- everything of a kind, within bounds

export interface Several<T> {
  items: T[];
  labels: Record<string, string>;
  cut: boolean;
}

export async function allOf<K extends KindName>(
  kind: K,
  where: Query,
  most: number,
  signal?: AbortSignal,
): Promise<Several<ThingOf[K]>> {
  const all: Several<ThingOf[K]> = { items: [], labels: {}, cut: false };
  for (let after: string | null = ""; after !== null; ) {
    const listing = { where, after, limit: AT_ONCE };
    const page: Page<ThingOf[K]> = await resources.list(kind, listing, signal);
    all.items.push(...page.items);
    Object.assign(all.labels, page.labels);
    after = page.after;
    if (after !== null && all.items.length >= most) return { ...all, cut: true };
  }
  return all;
}

// ---- long work

const LOOK_EVERY = 0.5; // seconds
const LOOK_AT_MOST = 1200; // times: ten minutes

/** Plans a term's lessons and tells how far it is, until it is over one way or another. */
export async function planTerm(
  term: string,
  look: (job: Job) => void,
  signal: AbortSignal,
  through: Pick<Client, "ask"> = client,
  wait = (seconds: number): Promise<void> => new Promise((go) => setTimeout(go, seconds * 1000)),
): Promise<Job> {
  let { data: job } = await through.ask<Job>("POST", `/terms/${term}/plan`, { key: newKey(), signal });
  for (let looks = 0; looks < LOOK_AT_MOST; looks += 1) {
    look(job);
    if (job.state !== "waiting" && job.state !== "running") return job;
    await wait(LOOK_EVERY);
    try {
      job = (await through.ask<Job>("GET", `/jobs/${job.id}`, { signal })).data;
    } catch (thrown) {
      if (signal.aborted || !asApiFailure(thrown).retryable) throw thrown;
    }
  }
  throw new ApiFailure("timeout", 0);
}
