import { expect, test } from "vitest";
import { likeness } from "../../../source/ticket/sheets/likeness";

test("of a person's tickets the one about the same matter is the likeliest", () => {
  const at = "2026-03-02T10:00:00Z";
  const one = { subject: "My parcel 4711", topic: "delivery", opened_at: at };
  const same = { subject: "parcel 4711 again", topic: "delivery", opened_at: at };
  const other = { subject: "Invoice", topic: "payment", opened_at: at };
  expect(likeness(one, same)).toBeGreaterThan(likeness(one, other));
  expect(likeness({ ...one, subject: null }, { ...other, subject: null })).toBeGreaterThanOrEqual(0);
});
