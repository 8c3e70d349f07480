import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leadAlone } from "../../source/chat/queue/leading";

// Locks are tested in the browser (tests/console/test_chat_tabs.py); happy-dom has none, as some browsers.

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function tab(name: string, led: string[]) {
  const stop = new AbortController();
  const work = (lost: AbortSignal) =>
    new Promise<void>((resolve) => {
      led.push(name);
      lost.addEventListener("abort", () => resolve());
    });
  return { stop, running: leadAlone("chat", work, stop.signal) };
}

test("without locks one tab leads, and the next one once it has gone", async () => {
  const led: string[] = [];
  const [first, second] = [tab("first", led), tab("second", led)];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(led).toEqual(["first"]);
  first.stop.abort();
  await first.running;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(led).toEqual(["first", "second"]);
  second.stop.abort();
  await second.running;
});

test("a tab that died leads no longer than its mark, whatever the clock says", async () => {
  localStorage.setItem("chat/lease", `dead ${Date.now() + 15_000}`);
  const led: string[] = [];
  const one = tab("one", led);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(led).toEqual([]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(led).toEqual(["one"]);
  one.stop.abort();
  await one.running;
  localStorage.setItem("chat/lease", `dead ${Date.now() + 86_400_000}`); // a clock that was a day ahead
  const other = tab("other", led);
  await vi.advanceTimersByTimeAsync(0);
  expect(led).toEqual(["one", "other"]);
  other.stop.abort();
  await other.running;
});
