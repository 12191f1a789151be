// Notes, inspection sheets, forms and samplings, for whichever page asks.

import { address, newKey, type Call, type Method } from "./client";
import type {
  Coverage,
  DrawPage,
  FormOrder,
  FormPage,
  InspectionForm,
  InspectionPage,
  InspectionState,
  InspectorList,
  NewForm,
  NewSampling,
  NoteOrder,
  NotePage,
  RecordingNote,
  SamplingDraw,
  SamplingOrder,
  SamplingPage,
  SamplingRule,
  SheetOrder,
  SheetTold,
  WaitingForMe,
  WholeDraw,
} from "./types";

/** How a page asks: its own session is behind it. */
export type Ask = <T>(method: Method, path: string, call?: Call) => Promise<T>;

const of = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;

export class Notes {
  constructor(
    private readonly ask: Ask,
    private readonly recording: string,
  ) {}

  private get path(): string {
    return `${of("/recordings", this.recording)}/notes`;
  }

  page(after: string): Promise<NotePage> {
    return this.ask("GET", this.path, { query: { after, limit: 200 } });
  }

  /** Adds one; the key is made with the form, so that a lost answer adds it once. */
  add(body: NoteOrder, key: string): Promise<RecordingNote> {
    return this.ask("POST", this.path, { body, key });
  }

  replace(id: string, version: number, body: NoteOrder): Promise<RecordingNote> {
    return this.ask("PUT", of(this.path, id), { body, version });
  }

  remove(id: string, version: number): Promise<void> {
    return this.ask("DELETE", of(this.path, id), { version });
  }
}

export interface SheetsWanted {
  state?: InspectionState;
  recording?: string;
  within?: string;
  own?: boolean;
  taught?: boolean;
  replaced?: boolean;
  after?: string;
}

export class Inspecting {
  constructor(private readonly ask: Ask) {}

  waiting(signal?: AbortSignal, unattended = false): Promise<WaitingForMe> {
    return this.ask("GET", "/waiting", { signal, unattended });
  }

  sheets(query: SheetsWanted, signal?: AbortSignal): Promise<InspectionPage> {
    return this.ask("GET", "/inspections", { query: { ...query }, signal });
  }

  sheet(id: string, signal?: AbortSignal): Promise<SheetTold> {
    return this.ask("GET", of("/inspections", id), { signal });
  }

  begin(recording: string, form: string, key: string): Promise<SheetTold> {
    return this.ask("POST", "/inspections", { body: { recording, form }, key });
  }

  save(id: string, version: number, body: SheetOrder): Promise<SheetTold> {
    return this.ask("PUT", of("/inspections", id), { body, version });
  }

  discard(id: string, version: number): Promise<void> {
    return this.ask("DELETE", of("/inspections", id), { version });
  }

  file(id: string, version: number): Promise<SheetTold> {
    return this.ask("POST", `${of("/inspections", id)}/file`, { version });
  }

  say(id: string, version: number, what: "answer" | "close", text: string): Promise<SheetTold> {
    return this.ask("POST", `${of("/inspections", id)}/${what}`, { body: { text }, version });
  }

  correct(id: string, why: string): Promise<SheetTold> {
    const call = { body: { why }, key: newKey() };
    return this.ask("POST", `${of("/inspections", id)}/correction`, call);
  }

  pdf = (id: string, language: string): string =>
    address(`${of("/inspections", id)}/sheet.pdf`, { language });

  table = (query: SheetsWanted & { language: string }): string =>
    address("/inspection-tables", { ...query });

  // ---- forms

  forms(after = "", retired = false, signal?: AbortSignal): Promise<FormPage> {
    return this.ask("GET", "/inspection-forms", { query: { after, retired }, signal });
  }

  addForm(body: NewForm, key: string): Promise<InspectionForm> {
    return this.ask("POST", "/inspection-forms", { body, key });
  }

  replaceForm(id: string, version: number, body: FormOrder): Promise<InspectionForm> {
    return this.ask("PUT", of("/inspection-forms", id), { body, version });
  }

  retireForm(id: string, version: number): Promise<void> {
    return this.ask("DELETE", of("/inspection-forms", id), { version });
  }

  // ---- drawing by lot

  samplings(after: string, signal?: AbortSignal): Promise<SamplingPage> {
    return this.ask("GET", "/samplings", { query: { after }, signal });
  }

  addSampling(body: NewSampling, key: string): Promise<SamplingRule> {
    return this.ask("POST", "/samplings", { body, key });
  }

  replaceSampling(id: string, version: number, body: SamplingOrder): Promise<SamplingRule> {
    return this.ask("PUT", of("/samplings", id), { body, version });
  }

  retireSampling(id: string, version: number): Promise<void> {
    return this.ask("DELETE", of("/samplings", id), { version });
  }

  draw(id: string, key: string): Promise<SamplingDraw> {
    return this.ask("POST", `${of("/samplings", id)}/draws`, { body: {}, key });
  }

  draws(id: string, after: string, signal?: AbortSignal): Promise<DrawPage> {
    return this.ask("GET", `${of("/samplings", id)}/draws`, { query: { after }, signal });
  }

  drawn(id: string, draw: string): Promise<WholeDraw> {
    return this.ask("GET", of(`${of("/samplings", id)}/draws`, draw));
  }

  inspectors(signal?: AbortSignal): Promise<InspectorList> {
    return this.ask("GET", "/inspectors", { signal });
  }

  coverage(from: number, to: number, within?: string, signal?: AbortSignal): Promise<Coverage> {
    return this.ask("GET", "/inspection-coverage", { query: { from, to, within }, signal });
  }
}
