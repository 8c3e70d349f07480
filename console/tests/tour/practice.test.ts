import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, taken, travelBy } from "../../source/api/client";
import { Problem } from "../../source/api/problem";
import { follow } from "../../source/api/stream";
import { Practice } from "../../source/tour/practice";
import { ANSWER } from "../../source/tour/samples";

const path = { params: { path: { ticket_id: "practice-1" } } };
const network = vi.fn(async () => new Response("{}"));
let practice: Practice;

beforeEach(() => {
  vi.stubGlobal("fetch", network);
  network.mockClear();
  practice = new Practice("ana", "eu-care");
  travelBy(practice.answer);
});
afterEach(() => {
  expect(network).not.toHaveBeenCalled();
  practice.end();
  travelBy();
  vi.unstubAllGlobals();
});

const headers = { "Idempotency-Key": "key" };
const list = (query: object = {}) => taken(api.GET("/v1/tickets", { params: { query } }));
const read = () => taken(api.GET("/v1/tickets/{ticket_id}", path));
const messages = async () => (await taken(api.GET("/v1/tickets/{ticket_id}/messages", path))).items;

test("three customers wait, in three languages", async () => {
  const { items } = await list();
  expect(items.map(({ language }) => language)).toEqual(["pt", "ar", "ja"]);
  expect(items.every(({ unread, team }) => unread && team === "eu-care")).toBe(true);
});

test("a ticket's whole way: claimed, answered in the customer's language, solved", async () => {
  await api.POST("/v1/tickets/{ticket_id}/claim", { ...path, headers, body: {} });
  expect((await read()).assignee).toBe("ana");
  expect((await list({ assignee: "me" })).items.map(({ id }) => id)).toEqual(["practice-1"]);
  const text = ANSWER.en!;
  await api.POST("/v1/tickets/{ticket_id}/replies", { ...path, headers, body: { text } });
  const said = (await messages()).at(-1)!;
  expect([said.direction, said.translations[0]?.text]).toEqual(["out", ANSWER.pt]);
  expect((await read()).clocks[0]?.state).toBe("met");
  await api.POST("/v1/tickets/{ticket_id}/solve", { ...path, headers, body: {} });
  expect((await read()).status).toBe("solved");
  expect([...practice.done.value]).toEqual(["claim", "replies", "solve"]);
});

test("what is not prepared goes as it is, and says so", async () => {
  const asked = { ...path, body: { text: "Something else." } };
  const preview = await taken(api.POST("/v1/tickets/{ticket_id}/drafts/preview", asked));
  expect([preview.text, preview.flags]).toEqual(["Something else.", ["untranslated"]]);
});

test("the page of its customer is of the practice, too", async () => {
  const customer_id = (await read()).customer_id;
  const asked = { params: { path: { customer_id } } };
  const person = await taken(api.GET("/v1/customers/{customer_id}", asked));
  expect([person.identities[0]?.name, person.given[0]?.value]).toEqual(["Maria Souza", "A-10293"]);
  const consents = await taken(api.GET("/v1/customers/{customer_id}/consents", asked));
  expect(consents.history).toEqual([]);
});

test("what belongs to the desk waits: it is to be asked again, and is not lost", async () => {
  const real = { params: { path: { ticket_id: "eu-01J9" } }, headers, body: { text: "A real answer." } };
  const refused = api.POST("/v1/tickets/{ticket_id}/replies", real);
  await expect(refused).rejects.toMatchObject({ status: 503, code: "practice" });
  await expect(api.PUT("/v1/me/settings", { body: { settings: {} } })).rejects.toBeInstanceOf(Problem);
});

test("what is done is told to whoever listens, and the stream ends with the practice", async () => {
  const stop = new AbortController();
  const heard: unknown[] = [];
  const standing: boolean[] = [];
  const followed = follow({
    path: "http://localhost/v1/events",
    on: ({ name, data }) => heard.push([name, (data as { ticket_id: string }).ticket_id]),
    standing: (stands) => standing.push(stands),
    signal: stop.signal,
  });
  await expect.poll(() => standing.at(-1)).toBe(true);
  await api.POST("/v1/tickets/{ticket_id}/claim", { ...path, headers, body: {} });
  await expect.poll(() => heard).toEqual([["ticket", "practice-1"]]);
  practice.end();
  await expect.poll(() => standing.at(-1)).toBe(false);
  stop.abort();
  await followed;
});
