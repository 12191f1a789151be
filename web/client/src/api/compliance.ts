// What was found of a lesson's or a term's compliance: asked for, waited for, taken as a file.

import type { Client, Query } from "./client";
import { ApiFailure } from "./failure";
import type { ComplianceReport, Job } from "./types";

const LOOK_SECONDS = 0.7;
const LOOKS = 5000;
const LONG = 120; // seconds: a file may wait for others

export interface FileWish {
  language: "zh" | "en";
  pdf: boolean;
}

export interface TermReview {
  report: ComplianceReport;
  job: string; // its id: the report's files are asked for by it
}

export class Compliances {
  constructor(
    private readonly client: Pick<Client, "ask">,
    private readonly wait = (seconds: number): Promise<void> =>
      new Promise((done) => setTimeout(done, seconds * 1000)),
  ) {}

  async lesson(id: string, signal?: AbortSignal): Promise<ComplianceReport> {
    const path = `/lessons/${encodeURIComponent(id)}/compliance`;
    return (await this.client.ask<ComplianceReport>("GET", path, { signal })).data;
  }

  /** Lets the server look at a term's lessons, and waits. */
  async term(
    id: string,
    within: string | undefined,
    look: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<TermReview> {
    const path = `/terms/${encodeURIComponent(id)}/compliance`;
    const begin = { query: { within }, signal };
    let { data: job } = await this.client.ask<Job>("POST", path, begin);
    for (let looks = 0; looks < LOOKS; looks += 1) {
      look(job.done, job.total);
      if (job.state === "done")
        return { report: job.result as unknown as ComplianceReport, job: job.id };
      if (job.state === "failed" || job.state === "lost")
        throw new ApiFailure(job.failure?.code ?? "internal", 0);
      await this.wait(LOOK_SECONDS);
      job = (await this.client.ask<Job>("GET", `/jobs/${job.id}`, { signal })).data;
    }
    throw new ApiFailure("timeout", 0);
  }

  async file(path: string, wish: FileWish): Promise<Blob> {
    const query: Query = { ...wish };
    return (await this.client.ask<Blob>("GET", path, { query, seconds: LONG })).data;
  }
}

/** Where a lesson's report is as a file, or a term's, by its job. */
export const fileOf = (what: { lesson: string } | { job: string }): string =>
  "lesson" in what
    ? `/lessons/${encodeURIComponent(what.lesson)}/compliance/file`
    : `/jobs/${encodeURIComponent(what.job)}/compliance`;
