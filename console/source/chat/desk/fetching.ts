import { request } from "../../api/client";
import { Away, Problem, problemOf } from "../../api/problem";
import type { SentFile } from "./shapes";
import type { Visitor } from "./visitor";

/** Fetch a file and hand it to the browser as a download; says whether it came. */
export async function fetchFile(visitor: Visitor, { id, name }: SentFile): Promise<boolean> {
  try {
    const content = await visitor.with(async (token) => {
      const address = new URL(`${visitor.path}/files/${encodeURIComponent(id)}`, location.origin);
      const answer = await request(new Request(address, { headers: { Authorization: `Bearer ${token}` } }));
      if (!answer.ok) throw await problemOf(answer);
      return answer.blob();
    });
    handOver(content, name);
    return true;
  } catch (error) {
    if (error instanceof Problem || error instanceof Away || error instanceof TypeError) return false;
    throw error;
  }
}

function handOver(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
