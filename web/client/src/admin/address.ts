// Addresses of administration pages: a path, and in the query what is shown of it.

export interface Address {
  path: string;
  query: Readonly<Record<string, string>>;
}

export function read(path: string, search: string): Address {
  return {
    path: path.replace(/\/+$/, "") || "/",
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The address of a page; what is empty is left out of its query. */
export function address(path: string, query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
