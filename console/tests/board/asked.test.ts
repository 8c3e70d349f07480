import { beforeEach, expect, test } from "vitest";
import { asked, behind, behindOf, inInbox, narrowing, queryOf } from "../../source/board/asked";
import { now } from "../../source/clock";
import { narrowings, wantedIn } from "../../source/inbox/wanted";
import { chipWords } from "../../source/inbox/words";
import { go, withQuery } from "../../source/router";
import { settings } from "../../source/session";

beforeEach(() => {
  settings.value = { zone: "Europe/Lisbon" };
  now.value = Date.parse("2026-07-10T12:00:00Z");
  go("/board");
});

test("unless said it is seven days with today, by team", () => {
  expect(asked.value).toMatchObject({ period: "week", by: "team", length: "day", from: "2026-07-04" });
  expect(queryOf(asked.value)).toEqual({
    since: "2026-07-03T23:00:00.000Z",
    zone: "Europe/Lisbon",
    without: [],
  });
});

test("days of one's own end with the last of them", () => {
  go("/board?from=2026-01-01&to=2026-01-31");
  expect(asked.value).toMatchObject({ period: null, length: "day" });
  expect(queryOf(asked.value)).toMatchObject({
    since: "2026-01-01T00:00:00.000Z",
    before: "2026-02-01T00:00:00.000Z",
  });
});

test.each([
  ["period=today", "hour"],
  ["period=quarter", "week"],
  ["period=year", "month"],
  ["from=2026-07-01&to=2026-07-02", "hour"],
  ["from=2026-01-01&to=2026-05-31", "week"],
  ["from=2024-01-01&to=2026-05-31", "month"],
])("%s is drawn by the %s", (query, length) => {
  go(`/board?${query}`);
  expect(asked.value.length).toBe(length);
});

test("an address that makes no sense is the usual board", () => {
  go("/board?period=ever&by=mood&from=2026-02-30&to=x");
  expect(asked.value).toMatchObject({ period: "week", by: "team", behind: null });
});

test("what it is narrowed to stands in the address, and so does what has none", () => {
  go(withQuery(narrowing("team", "eu-care")));
  go(withQuery(narrowing("topic", null)));
  expect(queryOf(asked.value)).toMatchObject({ team: "eu-care", without: ["topic"] });
});

test("behind a number of a row are that row's tickets, and the board stays as it is", () => {
  go("/board?country=PT&by=topic");
  go(withQuery(behind("solved", { topic: null })));
  expect(asked.value.behind?.counted).toBe("solved");
  expect(behindOf(asked.value)).toMatchObject({ country: "PT", without: ["topic"] });
  expect(queryOf(asked.value)).toMatchObject({ country: "PT", without: [] });
  go(withQuery(behind("opened", {}, { since: "2026-07-09T23:00:00Z", before: "2026-07-10T23:00:00Z" })));
  expect(behindOf(asked.value)).toMatchObject({
    since: "2026-07-09T23:00:00Z",
    before: "2026-07-10T23:00:00Z",
    without: [],
  });
});

test("the inbox can be asked for the same tickets, and says what it was asked for", () => {
  go("/board?country=PT&from=2026-07-09&to=2026-07-09");
  go(withQuery(behind("opened_and_unsolved", { topic: null, language: "ar" })));
  const [path, query] = inInbox(asked.value).split("?");
  const wanted = wantedIn(new URLSearchParams(query));
  expect(path).toBe("/inbox");
  expect(wanted).toEqual({
    counted: ["opened_and_unsolved"],
    country: ["PT"],
    language: ["ar"],
    without: ["topic"],
    since: ["2026-07-08T23:00:00.000Z"],
    before: ["2026-07-09T23:00:00.000Z"],
  });
  const said = narrowings(wanted).map(chipWords);
  expect(said).toContain("Country: Portugal");
  expect(said).toContain("Language: Arabic");
  expect(said).toContain("Not known: Topic");
  expect(said.join()).not.toMatch(/opened_and_unsolved|T23/);
});
