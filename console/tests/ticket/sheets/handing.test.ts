import { expect, test } from "vitest";
import { prefilled, receivers } from "../../../source/ticket/sheets/handing";
import type { MessageShape, OnDuty, TicketShape } from "../../../source/ticket/types";

const NOW = Date.parse("2026-03-02T12:00:00Z");

function team(name: string, on: string[], until: string | null, next: string | null) {
  const agents = on.map((id) => ({ id, languages: ["en", "es"] }));
  return {
    now: { team: name, region: "na", agents, until },
    next: { team: name, region: "na", agents: [], at: next },
  };
}

test("teams that are on come first, who stays longest at the top, and never the ticket's own", () => {
  const teams = [
    team("own", ["ana"], "2026-03-02T20:00:00Z", null),
    team("off", [], null, "2026-03-03T09:00:00Z"),
    team("soon-gone", ["bob"], "2026-03-02T13:00:00Z", null),
    team("stays", ["eve"], "2026-03-02T22:00:00Z", null),
    team("sooner", [], null, "2026-03-02T18:00:00Z"),
  ];
  const duty = {
    at: "",
    regions: { na: "North America" },
    now: teams.map((one) => one.now),
    next: teams.map((one) => one.next),
    week: [],
  };
  const found = receivers(duty as unknown as OnDuty, "own");
  expect(found.map((one) => one.team)).toEqual(["stays", "soon-gone", "sooner", "off"]);
  expect(found[0]).toMatchObject({ title: "North America", on: ["eve"], languages: ["en", "es"] });
});

test("a brief begins with what the ticket knows: who answered, who waits, what is due, what was told", () => {
  const ticket = {
    clocks: [{ target: "first_reply", state: "running", due_at: "2026-03-02T12:30:00Z" }],
    expectation: { latest: "2026-03-02T13:00:00Z", answered_at: null },
  } as unknown as TicketShape;
  const messages = [
    { direction: "in", sent_at: "2026-03-02T11:00:00Z", author: { kind: "customer", id: "c" } },
  ];
  const brief = prefilled(ticket, messages as unknown as MessageShape[], NOW);
  expect(brief.done).toBe("Nobody has answered yet.");
  expect(brief.pending).toContain("1 hr");
  expect(brief.next).toContain("first reply");
  expect(brief.promised).not.toBe("");
});
