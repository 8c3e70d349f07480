import { afterEach, expect, test, vi } from "vitest";
import { hostAround } from "../../source/chat/host";

const SITE = "https://shop.example";

function framed(search: string) {
  history.replaceState(null, "", `/chat/shop${search}`);
  const posted = vi.fn();
  const around = { postMessage: posted } as unknown as Window;
  const hello = vi.fn();
  const host = hostAround({ hello }, around);
  const hears = (origin: string, source: Window | null, data: unknown) =>
    window.dispatchEvent(new MessageEvent("message", { origin, source, data }));
  return { host, posted, around, hello, hears };
}

afterEach(() => history.replaceState(null, "", "/"));

test("only the page around is heard, and only where it is what the address says", () => {
  const { hello, hears, around } = framed(`?site=${SITE}`);
  hears("https://evil.example", around, { meridian: "hello" });
  hears(SITE, window, { meridian: "hello" });
  for (const data of [null, "hello", {}, { meridian: "constructor" }, { meridian: 7 }])
    hears(SITE, around, data);
  expect(hello).not.toHaveBeenCalled();
  hears(SITE, around, { meridian: "hello", identity: null });
  expect(hello).toHaveBeenCalledTimes(1);
});

test("what the chat tells reaches a page of that origin and no other", () => {
  const { host, posted } = framed(`?site=${SITE}/some/page?a=b`);
  host!.tell({ meridian: "ready" });
  expect(posted).toHaveBeenCalledWith({ meridian: "ready" }, SITE);
});

test.each(["", "?site=", "?site=nonsense"])("a frame that names no site (%s) talks to nobody", (search) => {
  expect(framed(search).host).toBeNull();
});
