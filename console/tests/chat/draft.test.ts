import { expect, test } from "vitest";
import { Draft } from "../../source/chat/draft";
import type { Session } from "../../source/chat/session";

/** A session whose device takes its time. */
function slow() {
  const kept = new Map<string, string>();
  let done = () => {};
  const said: string[] = [];
  const session = {
    kept: {
      get: (key: string) => kept.get(key) ?? null,
      set: (key: string, value: string | null) => kept.set(key, value ?? ""),
    },
    visitor: { arrival: { value: null } },
    say: ({ text }: { text: string }) => {
      said.push(text);
      return new Promise<void>((resolve) => {
        done = resolve;
      });
    },
  } as unknown as Session;
  return { session, said, kept, isKept: () => done() };
}

test("the field is empty only once the device keeps what was said, and keeps what is typed meanwhile", async () => {
  const { session, said, kept, isKept } = slow();
  const draft = new Draft(session);
  draft.write("Where is it?");
  const saying = draft.say();
  expect(draft.text.value).toBe("Where is it?");
  expect(await draft.say()).toBe(false); // a second key press says nothing twice
  draft.write("Where is it? And");
  isKept();
  await saying;
  expect([draft.text.value, kept.get("draft"), said]).toEqual([" And", " And", ["Where is it?"]]);
});
