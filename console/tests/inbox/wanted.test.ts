import { expect, test } from "vitest";
import { savedViews, usualViews, viewOf } from "../../source/inbox/views";
import { narrowings, queryOf, wantedIn, withNarrowing, withoutNarrowing } from "../../source/inbox/wanted";
import type { Me } from "../../source/session";
import { settings } from "../../source/session";
import { NOON } from "./samples";

const ANA = {
  key_id: "k",
  role: "agent",
  agent: "ana",
  regions: [],
  teams: [
    { id: "eu-care", region: "eu", languages: ["en"] },
    { id: "eu-lead", region: "eu", languages: ["en"] },
  ],
  languages: ["en"],
  settings: {},
} as unknown as Me;
const AUDITOR = { ...ANA, role: "auditor", agent: null, teams: [] } as unknown as Me;

function asked(address: string, who = ANA) {
  const query = new URLSearchParams(address);
  return queryOf(viewOf(who, query).wanted, wantedIn(query), NOON);
}

const AT_WORK = ["new", "open", "waiting", "held"];

test.each([
  ["", { assignee: "me", status: AT_WORK }],
  ["view=team", { team: ["eu-care", "eu-lead"], status: AT_WORK }],
  ["view=all", { status: AT_WORK }],
  ["view=unassigned", { assignee: "nobody", status: ["new", "open"] }],
  ["view=due", { due_before: "2026-03-02T16:00:00.000Z", sort: "due" }],
  ["view=breached", { breached: true, status: AT_WORK }],
  ["view=handed", { unacknowledged: true, team: ["eu-care", "eu-lead"], status: AT_WORK }],
  ["view=everything", {}],
])("the view of %s asks the API for it", (address, query) => {
  expect(asked(address)).toEqual(query);
});

test("whoever is no agent and of no team has the views that make sense for them", () => {
  expect(usualViews(AUDITOR).map(({ id }) => id)).toEqual(["all", "unassigned", "due", "breached"]);
  expect(asked("view=mine", AUDITOR)).toEqual({ status: AT_WORK });
});

test("what the address says narrows the view, and takes the place of what the view says", () => {
  expect(asked("view=all&priority=urgent&language=de&breached=false")).toEqual({
    status: AT_WORK,
    priority: "urgent",
    language: "de",
    breached: false,
  });
  expect(asked("view=all&status=solved&status=closed")).toEqual({ status: ["solved", "closed"] });
  expect(asked("view=all&sort=opened&direction=asc")).toMatchObject({ sort: "opened", direction: "asc" });
});

test("what is found by words goes by no other order", () => {
  expect(asked("view=due&search=parcel")).toEqual({
    due_before: "2026-03-02T16:00:00.000Z",
    search: "parcel",
  });
});

test("the tickets behind a figure are those of no view", () => {
  expect(asked("counted=opened&since=2026-03-01T00:00:00Z&team=eu-care")).toEqual({
    counted: "opened",
    since: "2026-03-01T00:00:00Z",
    team: ["eu-care"],
  });
});

test("names that no list knows are nobody's chips", () => {
  expect(narrowings(wantedIn(new URLSearchParams("view=all&pane=person&x=1&priority=")))).toEqual([]);
});

test("each value is a chip, and is taken out by itself", () => {
  const query = new URLSearchParams("view=all&status=new&status=open&topic=refund");
  expect(narrowings(wantedIn(query)).map(({ name, value }) => `${name}=${value}`)).toEqual([
    "status=new",
    "status=open",
    "topic=refund",
  ]);
  const left = withoutNarrowing(query, { name: "status", value: "new" });
  expect(left.toString()).toBe("view=all&topic=refund&status=open");
  expect(withNarrowing(left, "status", []).toString()).toBe("view=all&topic=refund");
});

test("a view that was saved asks what was looked at, and what is no view is none", () => {
  settings.value = {
    views: [
      { id: "own-1", name: "German", query: "view=breached&language=de" },
      { id: 7, name: "broken" },
      "broken",
      null,
    ],
  };
  expect(savedViews(settings.value.views)).toHaveLength(1);
  expect(savedViews("none")).toEqual([]);
  expect(savedViews(undefined)).toEqual([]);
  settings.value = {};
});
