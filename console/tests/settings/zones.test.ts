import { expect, test } from "vitest";
import { isZone, machineZone, zones } from "../../source/settings/zones";

test("places of the world are zones, and nothing else is", () => {
  expect(["Europe/Lisbon", "Asia/Tokyo", "UTC"].every(isZone)).toBe(true);
  expect(["Lisbon", "Europe", "Europe/Atlantis", "<b>", "", "+01:00"].some(isZone)).toBe(false);
});

test("every zone that is offered can be chosen", () => {
  expect(zones().length).toBeGreaterThan(300);
  expect(zones().filter((one) => !isZone(one))).toEqual([]);
  expect(isZone(machineZone())).toBe(true);
});
