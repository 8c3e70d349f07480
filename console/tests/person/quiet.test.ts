import { expect, test } from "vitest";
import { isQuiet, wallTime } from "../../source/person/quiet";

const NOON_UTC = Date.parse("2026-03-02T12:00:00Z");
const hours = (from: string, until: string, zone: string | null = null) => ({
  from,
  until,
  zone,
  everything: false,
});

test("it is quiet by the clock of where they live", () => {
  expect(isQuiet(hours("20:00", "22:00"), NOON_UTC, "Asia/Tokyo")).toBe(true); // 21:00 there
  expect(isQuiet(hours("20:00", "22:00"), NOON_UTC, "Europe/Lisbon")).toBe(false);
});

test("a zone that they named goes before the one that they live in", () => {
  expect(isQuiet(hours("20:00", "22:00", "Asia/Tokyo"), NOON_UTC, "Europe/Lisbon")).toBe(true);
});

test("hours over midnight are quiet on both sides of it", () => {
  const night = hours("22:00", "07:00");
  expect(isQuiet(night, Date.parse("2026-03-02T23:00:00Z"), "UTC")).toBe(true);
  expect(isQuiet(night, Date.parse("2026-03-02T06:59:00Z"), "UTC")).toBe(true);
  expect(isQuiet(night, Date.parse("2026-03-02T07:00:00Z"), "UTC")).toBe(false);
});

test("whose clock nobody knows is not said to be quiet", () => {
  expect(isQuiet(hours("20:00", "22:00"), NOON_UTC, null)).toBeNull();
});

test("midnight is written as the desk writes it", () => {
  expect(wallTime(Date.parse("2026-03-02T00:05:00Z"), "UTC")).toBe("00:05");
});
