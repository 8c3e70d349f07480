import { request } from "../api/client";
import { Away, Problem, problemOf } from "../api/problem";

const NAMED = /filename="([\w.-]+)"/;

/** Save the figures as a file for spreadsheets; what went wrong, or null. */
export async function saved(query: Readonly<Record<string, unknown>>): Promise<Problem | Away | null> {
  try {
    const answer = await request(new Request(`${location.origin}/v1/analytics.csv?${written(query)}`));
    if (!answer.ok) return await problemOf(answer);
    const name = NAMED.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "meridian.csv";
    offer(await answer.blob(), name);
    return null;
  } catch (error) {
    if (error instanceof Away || error instanceof Problem) return error;
    throw error;
  }
}

function offer(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The query as it stands in an address: of a list, each by itself. */
export function written(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => [name, String(one)]),
  );
  return new URLSearchParams(pairs).toString();
}
