import { Link, withQuery } from "../router";
import { t } from "../words";
import { type Counted, type Dimension, narrowing } from "./asked";
import { Figure } from "./Figure";
import { attained, count, duration, mean, type Row, share, valueName } from "./numbers";

interface Column {
  readonly name: () => string;
  readonly shown: (row: Row) => string;
  readonly counted: Counted;
}

/** What each row says, and which tickets are behind it. */
const COLUMNS: readonly Column[] = [
  { name: () => t("board.backlog"), shown: (row) => count(row.backlog), counted: "backlog" },
  { name: () => t("board.opened"), shown: (row) => count(row.opened), counted: "opened" },
  { name: () => t("board.solved"), shown: (row) => count(row.solved), counted: "solved" },
  {
    name: () => t("board.solve_rate"),
    shown: (row) => share(row.solve_rate),
    counted: "opened_and_unsolved",
  },
  {
    name: () => t("board.first_reply"),
    shown: (row) => duration(row.first_reply_seconds.p50),
    counted: "first_reply",
  },
  { name: () => t("board.solve_time"), shown: (row) => duration(row.solve_seconds.p50), counted: "solved" },
  ...(["first_reply", "next_reply", "solve"] as const).map((target) => ({
    name: () => t(`board.target.${target}` as "board.target.solve"),
    shown: (row: Row) => share(attained(row, target)),
    counted: `${target}_breached` as Counted,
  })),
  { name: () => t("board.satisfaction"), shown: (row) => mean(row.satisfaction.average), counted: "rated" },
];

/** The figures by a group, one row each. */
export function Groups({ rows, by }: { rows: readonly Row[]; by: Dimension }) {
  const name = t(`board.by.${by}` as "board.by.team");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="board-scroll" tabIndex={0} aria-label={t("board.by", { name })}>
      <table class="board-table">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {COLUMNS.map((column) => (
              <th key={column.name()} scope="col">
                {column.name()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Group key={row.key[by] ?? ""} row={row} by={by} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Group({ row, by }: { row: Row; by: Dimension }) {
  const value = row.key[by] ?? null;
  const name = valueName(by, value);
  return (
    <tr>
      <th scope="row">
        <Link to={withQuery(narrowing(by, value))} title={t("board.narrow", { name })}>
          <bdi dir="auto">{name}</bdi>
        </Link>
      </th>
      {COLUMNS.map((column) => (
        <td key={column.name()}>
          <Figure
            shown={column.shown(row)}
            counted={column.counted}
            name={`${column.name()}, ${name}`}
            of={row.key}
          />
        </td>
      ))}
    </tr>
  );
}
