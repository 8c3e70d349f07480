import { request } from "../../api/client";
import { Away, problemOf } from "../../api/problem";

const PATIENCE = 60_000; // 200 kB at 20 kB/s, and what the network takes

/** Ask the desk. Throws Problem or Away; Away, too, where what answers is not the desk. */
export async function ask<Answer>(
  method: "GET" | "POST" | "PUT",
  path: string,
  { body, token, stop }: { body?: unknown; token?: string | null; stop?: AbortSignal } = {},
): Promise<Answer> {
  const signals = [AbortSignal.timeout(PATIENCE), ...(stop ? [stop] : [])];
  const wanted = new Request(new URL(path, location.origin), {
    method,
    cache: "no-store",
    signal: AbortSignal.any(signals),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (body !== undefined) wanted.headers.set("Content-Type", "application/json");
  if (token) wanted.headers.set("Authorization", `Bearer ${token}`);
  const answer = await request(wanted);
  if (!answer.ok) throw await problemOf(answer);
  return read<Answer>(answer);
}

async function read<Answer>(answer: Response): Promise<Answer> {
  if (answer.status === 204) return undefined as Answer;
  try {
    return (await answer.json()) as Answer;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new Away(); // cut, or a stranger's page
    throw error;
  }
}
