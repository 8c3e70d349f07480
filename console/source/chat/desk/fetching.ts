import { request } from "../../api/client";
import { Away, Problem, problemOf } from "../../api/problem";
import type { SentFile } from "./shapes";
import type { Visitor } from "./visitor";

/** How long to wait before a file that the desk does not know is asked for again: it may have come just now. */
const NOT_YET = [1_000, 3_000];

/** Fetch a file and hand it to the browser as a download; says whether it came. */
export async function fetchFile(visitor: Visitor, { id, name }: SentFile): Promise<boolean> {
  try {
    handOver(await content(visitor, id), name);
    return true;
  } catch (error) {
    if (error instanceof Problem || error instanceof Away || error instanceof TypeError) return false;
    throw error;
  }
}

async function content(visitor: Visitor, id: string): Promise<Blob> {
  for (const wait of NOT_YET) {
    try {
      return await asked(visitor, id);
    } catch (error) {
      if (!(error instanceof Problem && error.code === "no_such_file")) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return asked(visitor, id);
}

function asked(visitor: Visitor, id: string): Promise<Blob> {
  return visitor.with(async (token) => {
    const address = new URL(`${visitor.path}/files/${encodeURIComponent(id)}`, location.origin);
    const answer = await request(new Request(address, { headers: { Authorization: `Bearer ${token}` } }));
    if (!answer.ok) throw await problemOf(answer);
    return answer.blob();
  });
}

function handOver(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
