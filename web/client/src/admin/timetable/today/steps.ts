// The way to the first planned lesson.

export interface Step {
  kind: string;
  total: number;
}

/** The first step that nothing has been done for, or null when all are. */
export function next(steps: readonly Step[]): string | null {
  return steps.find(({ total }) => total === 0)?.kind ?? null;
}
