import { expect, test } from "vitest";
import { go, route, withQuery } from "../../source/router";

test("an address is read into its parts and its query", () => {
  go("/inbox/eu-01J9?view=mine");
  expect([route.value.page, route.value.id, route.value.query.get("view")]).toEqual([
    "inbox",
    "eu-01J9",
    "mine",
  ]);
  expect(location.pathname).toBe("/console/inbox/eu-01J9");
});

test("what somebody wrote into an address comes back as it was", () => {
  go(`/people/${encodeURIComponent("a/b ü")}`);
  expect(route.value.id).toBe("a/b ü");
});

test("a query changes by name, and null takes a name away", () => {
  go("/inbox?view=mine&topic=delivery");
  expect(withQuery({ view: null, sort: "due" })).toBe("/inbox?topic=delivery&sort=due");
});

test("the bare address is the inbox", () => {
  go("/");
  expect(route.value.page).toBe("inbox");
});

test("a broken address is a page that nobody knows, and no fault", () => {
  go("/%E0%A4%A");
  expect(route.value.page).toBe("%E0%A4%A");
});
