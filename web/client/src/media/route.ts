// The way that a transport's packets go.

export type Row = Record<string, unknown>;

/** The candidate pair that media goes over; one that was left stays `nominated`. */
export function chosen(rows: Row[]): Row | undefined {
  const transport = rows.find((row) => row.type === "transport");
  return (
    rows.find((row) => row.id === transport?.selectedCandidatePairId) ??
    rows.find((row) => row.type === "candidate-pair" && row.nominated && row.state === "succeeded")
  );
}
