import { useEffect, useMemo } from "preact/hooks";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { now } from "../clock";
import { Feed } from "./feed";
import { Picking } from "./picking";
import type { Query } from "./types";
import type { View } from "./views";
import { queryOf, wantedIn } from "./wanted";

interface Known {
  readonly key: string;
  readonly feed: Feed;
  readonly picking: Picking;
}

/** What was looked at last: whoever comes back to it sees it at once. */
let last: Known | null = null;

/** The list of a view and an address, loaded and followed while the component is there. */
export function useFeed(view: View, query: URLSearchParams): Known {
  const said = wantedIn(query);
  const key = JSON.stringify([view.id, view.wanted, said]);
  const known = useMemo(() => {
    if (last?.key !== key) {
      const feed = new Feed(queryOf(view.wanted, said, now.peek()), fetched);
      last = { key, feed, picking: new Picking(feed) };
    }
    return last;
  }, [key]);
  useEffect(() => {
    const { feed } = known;
    void feed.load();
    const ends = [
      live.on("ticket", (event) => feed.heard(event)),
      live.on("reset", () => void feed.load()),
      () => feed.stop(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [known]);
  return known;
}

function fetched(query: Query) {
  return taken(api.GET("/v1/tickets", { params: { query } }));
}
