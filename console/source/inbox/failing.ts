import { Away, Problem } from "../api/problem";

/** Why something was not done; null where it was. */
export async function known(done: Promise<unknown>): Promise<Problem | Away | null> {
  try {
    await done;
    return null;
  } catch (error) {
    if (error instanceof Problem || error instanceof Away) return error;
    throw error;
  }
}
