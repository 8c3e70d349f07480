import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../parts/Button";
import { t } from "../words";
import type { Feed } from "./feed";
import type { Picking } from "./picking";
import { RowView } from "./RowView";
import { nearsEnd, placesOf, topFor, windowOf } from "./windowed";
import "./rows.css";

const USUAL_ROW = 104; // until one was measured

interface Props {
  feed: Feed;
  picking: Picking;
  open: string | null;
  to: (id: string) => string;
}

/** The rows of a list, of which only those in sight are there. One of them has the focus. */
export function TicketRows({ feed, picking, open, to }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const top = useSignal(0);
  const height = useSignal(0);
  const row = useSignal(USUAL_ROW);
  useMeasured(box, probe, (seen, one) => {
    height.value = seen;
    row.value = one || USUAL_ROW;
  });
  void feed.turn.value; // the order is another one
  const count = feed.length.value;
  const active = picking.place.value;
  const stretch = windowOf(top.value, height.value, row.value, count);
  useEffect(() => {
    if (nearsEnd(stretch, count)) void feed.more();
  }, [stretch.until, count, feed]);
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = 0;
    top.value = 0;
  }, [feed]);
  useFocused(box, feed, picking, row.value, top.value);
  const size = feed.complete.value ? count : -1;
  return (
    <div
      class="ticket-rows"
      ref={box}
      onScroll={({ currentTarget }) => follow(currentTarget, top, row.value)}
    >
      <span class="ticket-row row-probe" ref={probe} aria-hidden="true" />
      {/* biome-ignore lint/a11y/noRedundantRoles: without its marks a list is none to some readers */}
      <ul role="list" aria-label={t("inbox.tickets")} style={{ blockSize: `${count * row.value}px` }}>
        {placesOf(stretch, active).map((place) => (
          <RowView
            key={feed.order[place]}
            row={feed.at(place)!}
            place={place}
            top={place * row.value}
            count={size}
            active={place === Math.max(active, 0)}
            open={feed.order[place] === open}
            to={to(feed.order[place]!)}
            onFocus={() => picking.pick(feed.order[place]!)}
          />
        ))}
      </ul>
      <More feed={feed} />
    </div>
  );
}

/** What stands under the last row: that more comes, or why it does not. */
function More({ feed }: { feed: Feed }) {
  if (feed.complete.value) return null;
  if (feed.error.value) {
    return <Button onClick={() => void feed.more()}>{t("inbox.more_failed")}</Button>;
  }
  return <p class="quiet rows-more">{t("inbox.more_comes")}</p>;
}

/** Rows move by whole rows: between them nothing has to be drawn anew. */
function follow(box: HTMLElement, top: { value: number }, row: number): void {
  top.value = Math.floor(box.scrollTop / row) * row;
}

function useMeasured(
  box: { current: HTMLElement | null },
  probe: { current: HTMLElement | null },
  measured: (height: number, row: number) => void,
): void {
  useLayoutEffect(() => {
    const measure = () => measured(box.current?.clientHeight ?? 0, probe.current?.offsetHeight ?? 0);
    measure();
    const watching = new ResizeObserver(measure);
    for (const one of [box.current, probe.current]) if (one) watching.observe(one);
    return () => watching.disconnect();
  }, []);
}

/** Bring the row that was picked by a key into sight, and the focus to it. */
function useFocused(
  box: { current: HTMLElement | null },
  feed: Feed,
  picking: Picking,
  row: number,
  top: number,
): void {
  const wanted = picking.wanted.value;
  useLayoutEffect(() => {
    if (wanted === null || box.current === null) return;
    const place = feed.order.indexOf(wanted);
    if (place < 0) return;
    const next = topFor(place, box.current.scrollTop, box.current.clientHeight, row);
    if (next !== null) box.current.scrollTop = next;
    const found = document.getElementById(`row-${wanted}`);
    if (!found) return; // it is there once the list has moved
    picking.wanted.value = null;
    found.focus({ preventScroll: true });
  }, [wanted, top]);
}
