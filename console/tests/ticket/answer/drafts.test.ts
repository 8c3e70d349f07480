import { afterEach, expect, test } from "vitest";
import { draftOf, forgetDrafts, putBack, saveAll, write } from "../../../source/ticket/answer/drafts";

afterEach(() => {
  localStorage.clear();
  forgetDrafts();
});

/** Another tab, or the same after a reload: nothing but the device remembers. */
function reloaded(): void {
  saveAll();
  forgetDrafts();
}

test("a draft outlives the page, ticket by ticket and key by key", () => {
  write("key-1", "eu-1", { text: "Your parcel" });
  write("key-1", "eu-2", { note: "Ask the carrier", noting: true });
  reloaded();
  expect(draftOf("key-1", "eu-1").value.text).toBe("Your parcel");
  expect(draftOf("key-1", "eu-2").value).toMatchObject({ text: "", note: "Ask the carrier", noting: true });
  expect(draftOf("key-2", "eu-1").value.text).toBe("");
});

test("an empty draft leaves nothing on the device", () => {
  write("key-1", "eu-1", { text: "Your parcel" });
  saveAll();
  write("key-1", "eu-1", { text: "" });
  saveAll();
  expect(localStorage.length).toBe(0);
});

test("words that did not go stand before what was written since, and are kept at once", () => {
  write("key-1", "eu-1", { text: "And one thing more." });
  putBack("key-1", "eu-1", "Your parcel left.", false);
  forgetDrafts();
  expect(draftOf("key-1", "eu-1").value.text).toBe("Your parcel left.\n\nAnd one thing more.");
});

test("what another tab wrote is taken over, unless one writes here oneself", () => {
  const draft = draftOf("key-1", "eu-1");
  const other = (text: string) => {
    const newValue = JSON.stringify({ text });
    localStorage.setItem("meridian.draft.key-1.eu-1", newValue);
    dispatchEvent(new StorageEvent("storage", { key: "meridian.draft.key-1.eu-1", newValue }));
  };
  other("From the other tab");
  expect(draft.value.text).toBe("From the other tab");
  write("key-1", "eu-1", { text: "Mine" });
  other("Theirs");
  expect(draft.value.text).toBe("Mine");
});

test("a device that cannot keep it keeps nobody from writing", () => {
  localStorage.setItem("meridian.draft.key-1.eu-9", "{broken");
  expect(draftOf("key-1", "eu-9").value.text).toBe("");
});
