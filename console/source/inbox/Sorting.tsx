import { t } from "../words";

const ORDERS = {
  updated: "inbox.sort.updated",
  opened: "inbox.sort.opened",
  oldest: "inbox.sort.oldest",
  due: "inbox.sort.due",
} as const;

export type Order = keyof typeof ORDERS;

/** How an order stands in an address. */
export const ORDER_QUERY: Readonly<Record<Order, { sort: string; direction: string | null }>> = {
  updated: { sort: "updated", direction: null },
  opened: { sort: "opened", direction: null },
  oldest: { sort: "opened", direction: "asc" },
  due: { sort: "due", direction: null },
};

/** The order that a query asks for. */
export function orderOf(sort: string | null | undefined, direction: string | null | undefined): Order {
  if (sort === "opened") return direction === "asc" ? "oldest" : "opened";
  return sort === "due" ? "due" : "updated";
}

/** What the list goes by. */
export function Sorting({ order, onSort }: { order: Order; onSort: (order: Order) => void }) {
  return (
    <label class="sorting">
      <span class="only-read">{t("inbox.sort")}</span>
      <select value={order} onChange={({ currentTarget }) => onSort(currentTarget.value as Order)}>
        {Object.entries(ORDERS).map(([name, key]) => (
          <option key={name} value={name}>
            {t(key)}
          </option>
        ))}
      </select>
    </label>
  );
}
