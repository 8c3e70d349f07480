import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Visitor } from "../../source/chat/desk/visitor";
import { Kept } from "../../source/chat/kept";

interface Asked {
  readonly path: string;
  readonly token: string | null;
  readonly identity: string | null;
}

const asked: Asked[] = [];
/** What the desk answers next, by status; it takes everything else. */
const next: number[] = [];
let made = 0;

/** A desk that knows a visitor by the token that it gave, or by the site's word. */
async function desk(request: Request): Promise<Response> {
  const token = request.headers.get("Authorization")?.slice("Bearer ".length) ?? null;
  const body = request.method === "POST" ? ((await request.json()) as { identity?: string | null }) : {};
  const path = new URL(request.url).pathname;
  asked.push({ path, token, identity: body.identity ?? null });
  const status = next.shift() ?? 200;
  if (status !== 200) return Response.json({ code: "refused", detail: "no" }, { status });
  if (!path.endsWith("/visitors")) return Response.json({ said: path });
  made += 1;
  const visitor = body.identity ?? token?.split("#")[0] ?? `stranger-${made}`;
  return Response.json({ visitor, token: `${visitor}#${made}`, known: Boolean(body.identity), title: "" });
}

function visitor(name: string, identity: string | null = null, before: string | null = null): Visitor {
  const coming = { account: "shop", identity, before, page: null, language: () => "en" };
  return new Visitor(coming, new Kept(name, localStorage));
}

beforeEach(() => {
  vi.stubGlobal("fetch", desk);
  localStorage.clear();
  asked.length = next.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

test("a stranger is the same one on the next page", async () => {
  const first = await visitor("nobody").token();
  await visitor("nobody").token();
  expect(asked.map(({ token }) => token)).toEqual([null, first]);
});

test("whoever signs out leaves nothing to who comes after", async () => {
  await visitor("anna", "anna").token();
  const stranger = visitor("nobody");
  await stranger.ask("GET", "/messages");
  const [, coming, reading] = asked;
  expect(coming).toMatchObject({ token: null, identity: null });
  expect(reading!.token).toMatch(/^stranger-/);
  expect(JSON.stringify({ ...localStorage })).not.toContain("anna#");
});

test("two people are never asked about with one token", async () => {
  await visitor("anna", "anna").token();
  await visitor("ben", "ben").token();
  expect(asked.map(({ token }) => token)).toEqual([null, null]);
});

test("what a stranger said goes along with who they turn out to be", async () => {
  const token = await visitor("nobody").token();
  await visitor("anna", "anna", token).token();
  expect(asked.at(-1)).toMatchObject({ token, identity: "anna" });
});

test("a token that is no longer taken is renewed, and the same thing is asked again", async () => {
  const one = visitor("nobody");
  const token = await one.token();
  next.push(401);
  await one.ask("GET", "/messages");
  expect(asked.slice(1).map(({ path }) => path.split("/").at(-1))).toEqual([
    "messages",
    "visitors",
    "messages",
  ]);
  expect(asked[2]!.token).toBe(token);
});

test("somebody known stays so though the site's word has run out meanwhile", async () => {
  const anna = visitor("anna", "anna");
  const token = await anna.token();
  next.push(401);
  await anna.ask("GET", "/messages");
  expect(asked[2]).toMatchObject({ token, identity: null });
});

test("that the site's word is refused is known, and nothing of it is kept", async () => {
  const anna = visitor("anna", "expired");
  next.push(401);
  await expect(anna.token()).rejects.toMatchObject({ status: 401 });
  expect(anna.refused.value).toBe(true);
});

test("whoever asks at the same moment is introduced once", async () => {
  const one = visitor("nobody");
  await Promise.all([one.ask("GET", "/messages"), one.ask("GET", "/status"), one.token()]);
  expect(asked.filter(({ path }) => path.endsWith("/visitors"))).toHaveLength(1);
});

test("a desk that takes somebody for another says so", async () => {
  const one = visitor("nobody");
  const other = vi.fn();
  one.onOther = other;
  await one.token();
  localStorage.setItem("nobody/token", "somebody-else#9");
  await one.renew();
  expect(other).toHaveBeenCalledTimes(1);
});
