import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { travelBy } from "../../../source/api/client";
import { Looking } from "../../../source/ticket/answer/looking";

const MADE = { original_language: "en", language: "pt", text: "Olá", engine: "local", flags: [] };
let previews: (() => Promise<Response>)[] = [];
let asked: string[] = [];

const json = (status: number, body: object) =>
  Promise.resolve(
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
  );

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  previews = [];
  travelBy(async (request) => {
    if (!request.url.endsWith("/preview")) return json(200, { findings: [], held: [], unchecked: [] });
    asked.push(((await request.json()) as { text: string }).text);
    return (previews.shift() ?? (() => json(200, MADE)))();
  });
});

afterEach(() => {
  vi.useRealTimers();
  travelBy();
});

test("nothing is asked while one types, and once when one pauses", async () => {
  const looking = new Looking("eu-1");
  for (const text of ["H", "He", "Hel", "Hello"]) {
    looking.at(text, null);
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual(["Hello"]);
  expect(looking.preview.value).toMatchObject({ text: "Hello", data: { text: "Olá" } });
});

test("a preview that took too long is asked for again; one keeps it from whoever writes on", async () => {
  const looking = new Looking("eu-1");
  previews = [() => json(503, { code: "preview_late" })];
  looking.at("Hello", null);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looking.blind.value).toBe("preview_late");
  await vi.advanceTimersByTimeAsync(7_000);
  expect(looking.blind.value).toBeNull();
  expect(asked).toEqual(["Hello", "Hello"]);
});

test("an answer about words that are there no more is dropped", async () => {
  const looking = new Looking("eu-1");
  let answer: (response: Response) => void = () => undefined;
  previews = [() => new Promise((resolve) => (answer = resolve)), () => json(200, { ...MADE, text: "Novo" })];
  looking.at("Old", null);
  await vi.advanceTimersByTimeAsync(500);
  looking.at("New", null);
  await vi.advanceTimersByTimeAsync(500);
  answer(await json(200, { ...MADE, text: "Velho" }));
  await vi.advanceTimersByTimeAsync(10);
  expect(looking.preview.value).toMatchObject({ text: "New", data: { text: "Novo" } });
});

test("words that were looked at before are not asked about again", async () => {
  const looking = new Looking("eu-1");
  for (const text of ["Hello", "Hello you", "Hello"]) {
    looking.at(text, null);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(asked).toEqual(["Hello", "Hello you"]);
});
