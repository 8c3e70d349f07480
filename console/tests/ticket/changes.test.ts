import { expect, test } from "vitest";
import { changedSince, lastPlace, told } from "../../source/ticket/changes";
import type { TimelineEntry } from "../../source/ticket/types";

function entry(sequence: number, kind: string, who = "ana", by = "agent"): TimelineEntry {
  const at = `2026-03-02T10:0${sequence}:00Z`;
  return { sequence, kind, at, by: { kind: by, id: who }, sentence: kind } as unknown as TimelineEntry;
}

const ENTRIES = [
  entry(1, "ticket_opened", "maria", "customer"),
  entry(2, "ticket_claimed"),
  entry(3, "message_translated", "desk", "system"),
  entry(4, "agent_replied", "sam"),
  entry(5, "message_received", "maria", "customer"),
];

test("what others did since matters; the desk's errands and one's own doings do not", () => {
  const kinds = (seen: number, self: string) => changedSince(ENTRIES, seen, self).map(({ kind }) => kind);
  expect(kinds(1, "sam")).toEqual(["ticket_claimed", "message_received"]);
  expect(kinds(2, "sam")).toEqual(["message_received"]);
  expect(kinds(2, "ana")).toEqual(["agent_replied", "message_received"]);
  expect(kinds(lastPlace(ENTRIES), "sam")).toEqual([]);
});

test("events stand between messages in time, and nothing before the opening", () => {
  const messages = [
    { sent_at: "2026-03-02T09:59:00Z", id: "m-1" },
    { sent_at: "2026-03-02T10:03:00Z", id: "m-2" },
  ];
  const lines = told(messages, ENTRIES).map((line) =>
    line.kind === "event" ? line.entry.kind : line.message.id,
  );
  expect(lines).toEqual(["ticket_opened", "m-1", "ticket_claimed", "m-2"]);
});
