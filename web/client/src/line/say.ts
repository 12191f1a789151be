// Figures of a line, as they are said.

type Say = (key: string, values?: Record<string, unknown>) => string;

export function rate(t: Say, kbps: number | null): string {
  if (kbps === null) return t("line.unknown");
  if (kbps >= 1000) return t("line.mbps", { n: (kbps / 1000).toFixed(1) });
  return t("line.kbps", { n: Math.round(kbps) });
}

export const share = (t: Say, part: number): string =>
  t("line.percent", { n: (part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0) });

export const time = (t: Say, ms: number | null): string =>
  ms === null ? t("line.unknown") : t("line.ms", { n: Math.round(ms) });

/** How a verdict looks: the shape and colour beside its words. */
export const light = (level: number | null): "good" | "fair" | "poor" | "lost" =>
  level === null ? "lost" : level >= 3 ? "good" : level === 2 ? "fair" : "poor";
