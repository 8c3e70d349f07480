import { lazy, Suspense } from "preact/compat";
import { useMemo } from "preact/hooks";
import { t } from "../words";
import type { Counted, Length } from "./asked";
import { Figure } from "./Figure";
import { type Analytics, count, duration, periodName, type Row } from "./numbers";
import type { Line } from "./plotting";

const Plot = lazy(() => import("./Plot").then((found) => found.Plot));

interface Drawn {
  readonly id: "volume" | "speed";
  readonly durations: boolean;
  readonly shown: (value: number | null) => string;
  readonly lines: readonly (Line & { readonly counted: Counted; readonly of: (row: Row) => number | null })[];
}

const DRAWN: readonly Drawn[] = [
  {
    id: "volume",
    durations: false,
    shown: count,
    lines: [
      { colour: "accent", name: () => t("board.opened"), counted: "opened", of: (row) => row.opened },
      { colour: "met", name: () => t("board.solved"), counted: "solved", of: (row) => row.solved },
    ],
  },
  {
    id: "speed",
    durations: true,
    shown: duration,
    lines: [
      {
        colour: "accent",
        name: () => t("board.first_reply_half"),
        counted: "first_reply",
        of: (row) => row.first_reply_seconds.p50,
      },
      {
        colour: "dawn",
        dashed: true,
        name: () => t("board.first_reply_nine"),
        counted: "first_reply",
        of: (row) => row.first_reply_seconds.p90,
      },
    ],
  },
];

/** How it went: a plot each, and the same as a table. */
export function Trend({ trend, length, zone }: { trend: Analytics; length: Length; zone: string }) {
  return (
    <div class="board-trend">
      {DRAWN.map((drawn) => (
        <OverTime key={drawn.id} drawn={drawn} rows={trend.rows} length={length} zone={zone} />
      ))}
    </div>
  );
}

interface OverTimeProps {
  drawn: Drawn;
  rows: readonly Row[];
  length: Length;
  zone: string;
}

function OverTime({ drawn, rows, length, zone }: OverTimeProps) {
  const title = t(`board.trend.${drawn.id}` as "board.trend.volume");
  const data = useMemo(
    () => ({
      at: rows.map(({ begins }) => Date.parse(begins!) / 1_000),
      values: drawn.lines.map(({ of }) => rows.map(of)),
    }),
    [rows],
  );
  return (
    <figure class="board-plot">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <Suspense fallback={<div class="board-canvas" />}>
        <Plot
          title={title}
          lines={drawn.lines}
          data={data}
          shown={drawn.shown}
          durations={drawn.durations}
          length={length}
          zone={zone}
        />
      </Suspense>
      <details>
        <summary>{t("board.as_table")}</summary>
        <OverTimeTable drawn={drawn} rows={rows} length={length} zone={zone} title={title} />
      </details>
    </figure>
  );
}

function OverTimeTable({ drawn, rows, length, zone, title }: OverTimeProps & { title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="board-scroll board-numbers" tabIndex={0} aria-label={title}>
      <table class="board-table">
        <thead>
          <tr>
            <th scope="col">{t(`board.length.${length}` as "board.length.day")}</th>
            {drawn.lines.map((line) => (
              <th key={line.name()} scope="col">
                {line.name()}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.begins}>
              <th scope="row">{periodName(row.begins!, length, zone)}</th>
              {drawn.lines.map((line) => (
                <td key={line.name()}>
                  <Figure
                    shown={drawn.shown(line.of(row))}
                    counted={line.counted}
                    name={`${line.name()}, ${periodName(row.begins!, length, zone)}`}
                    span={{ since: row.begins!, before: row.ends! }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
