import { expect, test } from "vitest";
import { Kept } from "../../source/chat/kept";
import { Lent } from "../../source/chat/lent";
import { Local } from "../../source/chat/queue/local";
import { Memory } from "../../source/chat/queue/memory";
import { DeviceQueue } from "../../source/chat/queue/queue";
import type { FromChat } from "../../source/loader/protocol";

/** The page around, as the loader is: it keeps what it is told to. */
function pageAround() {
  const kept: Record<string, string> = {};
  const tell = (said: FromChat) => {
    if (said.meridian !== "keep") return;
    if (said.value === null) delete kept[said.key];
    else kept[said.key] = said.value;
  };
  return { kept, tell };
}

test("where the frame may keep nothing, the page around keeps what waits and who they are", async () => {
  const { kept, tell } = pageAround();
  const before = new Lent({}, tell);
  new Kept("chat", before).set("token", "t");
  const queue = new DeviceQueue("chat", [new Local("chat", before), new Memory()]);
  expect(await queue.add({ kind: "message", id: "a", text: "kept", files: [] })).toBe(true);

  const after = new Lent(kept, tell);
  expect(new Kept("chat", after).get("token")).toBe("t");
  const again = new DeviceQueue("chat", [new Local("chat", after), new Memory()]);
  expect(await again.all()).toMatchObject([{ id: "a", text: "kept" }]);
  await again.remove("a");
  expect(Object.keys(kept)).toEqual(["chat/token"]);
});

test("without anybody to keep it, a word is kept as long as the page", () => {
  const kept = new Kept("chat", null);
  kept.set("draft", "half a sen");
  expect(kept.get("draft")).toBe("half a sen");
  kept.set("draft", null);
  expect(kept.get("draft")).toBeNull();
});
