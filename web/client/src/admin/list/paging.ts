// Pages by key: the server says where the next one begins; the way back is remembered here.

export interface Paging {
  starts: string[]; // where each page up to this one begins; the first at ""
}

export const FIRST: Paging = { starts: [""] };

export const numberOf = (paging: Paging): number => paging.starts.length;
export const startOf = (paging: Paging): string => paging.starts[paging.starts.length - 1] ?? "";

export function next(paging: Paging, after: string | null): Paging {
  return after === null ? paging : { starts: [...paging.starts, after] };
}

export function previous(paging: Paging): Paging {
  return paging.starts.length > 1 ? { starts: paging.starts.slice(0, -1) } : paging;
}
