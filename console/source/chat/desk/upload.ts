import { Away, problemOf } from "../../api/problem";
import type { SentFile } from "./shapes";

const STALLED = 40_000;

export interface Wishes {
  readonly path: string;
  readonly token: string;
  readonly name: string;
  readonly content: Blob;
  /** How much of it has left, from 0 to 1. */
  readonly progress: (share: number) => void;
  readonly stop: AbortSignal;
}

/** Give a file to the desk. Throws Problem or Away; one that does not move for a while is given up, and tried again. */
export function upload(wishes: Wishes): Promise<SentFile> {
  return new Promise((resolve, reject) => {
    const { path, token, name, content, progress, stop } = wishes;
    const leaving = new XMLHttpRequest(); // fetch does not say how far it is
    let stalled = setTimeout(() => leaving.abort(), STALLED);
    const abort = () => leaving.abort();
    const end = () => {
      clearTimeout(stalled);
      stop.removeEventListener("abort", abort);
    };
    leaving.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(abort, STALLED);
      progress(total > 0 ? loaded / total : 0);
    };
    leaving.onloadend = () => {
      end();
      answered(leaving).then(resolve, reject);
    };
    stop.addEventListener("abort", abort);
    leaving.open("POST", path);
    leaving.setRequestHeader("Authorization", `Bearer ${token}`);
    leaving.setRequestHeader("Content-Type", content.type || "application/octet-stream");
    leaving.setRequestHeader("Meridian-File-Name", encodeURIComponent(name));
    leaving.send(content);
  });
}

async function answered(request: XMLHttpRequest): Promise<SentFile> {
  if (request.status === 0) throw new Away();
  const headers = new Headers({ "Retry-After": request.getResponseHeader("Retry-After") ?? "" });
  const answer = new Response(request.responseText, { status: request.status, headers });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as SentFile;
}
