// Planned lessons with how they go, what a change would collide with, and the planning of a term.

import type { Answer, Client, Query } from "../../api/client";
import { ApiFailure, asApiFailure } from "../../api/failure";
import type { KindName, Mode, Receiver, ThingOf } from "../../api/kinds";
import type { Page, Values } from "../../api/resources";
import { client, resources } from "../session";

// ---- what collides

/** A lesson as a conflict names it. */
export interface Side {
  lesson: string;
  scope: string;
  pairing: string;
  slot: string;
  day: string;
  title: string;
  starts_at: number;
  ends_at: number;
}

/** One thing that cannot be; `other` is null when there is none, or it may not be told. */
export interface Conflict {
  code: string;
  who: string;
  lesson: Side | null;
  other: Side | null;
  slot: string;
  day: string;
  starts_at: number;
  ends_at: number;
  times: number;
  limit: number;
}

/** What stands in the way of a change; nothing when a failure is about something else. */
export function conflictsOf(thrown: unknown): readonly Conflict[] {
  return thrown instanceof ApiFailure && thrown.code === "conflicts"
    ? (thrown.conflicts as readonly Conflict[])
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

// ---- lessons of some days

export type LessonState = "planned" | "opened" | "ended" | "cancelled" | "merged";
export type Phase = "scheduled" | "open" | "live" | "hold" | "paused" | "ended";
export type Presence = "expected" | "waiting" | "present" | "lost" | "left";

export interface SeatNow {
  classroom: string;
  presence: Presence;
  reached: boolean;
  lost_minutes: number;
}

/** How it went, as far as it has come. */
export interface Tally {
  held: boolean;
  missed: boolean;
  planned_minutes: number;
  late_minutes: number;
  lost_minutes: number;
}

export interface Lesson {
  id: string;
  scope: string;
  term: string;
  pairing: string;
  slot: string;
  day: string; // the slot's own; where it takes place is said by `starts_at`
  starts_at: number;
  ends_at: number;
  usual_at: number;
  title: string;
  subject: string;
  mode: Mode;
  classroom: string;
  lecturer: string;
  school_class: string | null;
  receivers: Receiver[];
  state: LessonState;
  into: string;
  merged_from: string[];
  reason: string;
  phase: Phase | null; // of the live lesson, once there is one
  tally: Tally;
  seats: SeatNow[];
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
): Promise<Lessons> {
  const all: Lessons = { items: [], labels: {}, cut: false };
  for (let after: string | null = ""; after !== null; ) {
    const query: Query = { ...where, from, to, after, limit: AT_ONCE };
    const { data }: Answer<Page<Lesson>> = await client.ask("GET", "/lessons", { query, signal });
    all.items.push(...data.items);
    Object.assign(all.labels, data.labels);
    after = data.after;
    if (after !== null && all.items.length >= MOST_LESSONS) return { ...all, cut: true };
  }
  return all;
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

export interface Job {
  id: string;
  state: "waiting" | "running" | "done" | "failed" | "lost";
  done: number;
  total: number;
  result: { made?: number; changed?: number; removed?: number } | null;
  failure: { code: string; detail?: string; conflicts?: Conflict[] } | null;
}

const LOOK_EVERY = 0.5; // seconds
const LOOK_AT_MOST = 1200; // times: ten minutes

/** Plans a term's lessons and tells how far it is, until it is over one way or another. */
export async function planTerm(
  term: string,
  within: string | undefined,
  look: (job: Job) => void,
  signal: AbortSignal,
  through: Pick<Client, "ask"> = client,
  wait = (seconds: number): Promise<void> => new Promise((go) => setTimeout(go, seconds * 1000)),
): Promise<Job> {
  const query: Query = { within };
  let { data: job } = await through.ask<Job>("POST", `/terms/${term}/plan`, { query, signal });
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
