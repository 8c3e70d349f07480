import createClient from "openapi-fetch";
import { Away, problemOf } from "./problem";
import type { paths } from "./schema";

/** How requests leave: the network's, or what the tour practises on. */
export type Transport = (request: Request) => Promise<Response>;

const NETWORK: Transport = (request) => fetch(request);
let transport = NETWORK;
let key: string | null = null;
const heard: ((answer: Response | null) => void)[] = [];

/** Send requests another way; none given: over the network again. */
export function travelBy(other: Transport = NETWORK): void {
  transport = other;
}

/** The key that requests are made with. */
export function useKey(secret: string | null): void {
  key = secret;
}

/** Be told of each answer, and with null where nobody answered. */
export function onAnswer(listener: (answer: Response | null) => void): void {
  heard.push(listener);
}

/** Make a request as everything here does. Throws Away; answers what it was answered. */
export async function request(wanted: Request): Promise<Response> {
  if (key !== null && !wanted.headers.has("Authorization")) {
    wanted.headers.set("Authorization", `Bearer ${key}`);
  }
  const answer = await leaving(wanted);
  for (const listener of heard) listener(answer);
  if (answer === null) throw new Away();
  return answer;
}

async function leaving(wanted: Request): Promise<Response | null> {
  try {
    return await transport(wanted);
  } catch (error) {
    if (error instanceof TypeError) return null; // what fetch throws where nobody answers
    throw error;
  }
}

/** The API, typed by what it says of itself; each call throws Problem or Away. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: request });

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
    return response;
  },
});

/** What a call was answered with: `await taken(api.GET("/v1/me"))`. */
export async function taken<Data>(call: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  const { data } = await call;
  return data as NonNullable<Data>; // anything but a success was thrown
}
