import type uPlot from "uplot";
import { tag } from "../words";
import { unitOf } from "./numbers";

/** One line of a plot; the table beside it says the same. */
export interface Line {
  /** A colour of the tokens. */
  readonly colour: string;
  /** Not by its colour alone is it told from others. */
  readonly dashed?: boolean;
  readonly name: () => string;
}

export interface Data {
  /** In seconds since 1970. */
  readonly at: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

export interface Wanted {
  readonly lines: readonly Line[];
  /** Whether the values are seconds; else they are counts. */
  readonly durations: boolean;
  readonly shown: (value: number | null) => string;
  /** How an instant is called, whole and, on the axis, short. */
  readonly named: (at: number) => string;
  readonly short: (at: number) => string;
  /** What the instants are: "Day". */
  readonly instants: string;
  readonly width: number;
  readonly rightToLeft: boolean;
}

const HEIGHT = 220;
const ROOM = 84; // pixels that the name of an instant takes
const EDGES = 110; // pixels beside the plot
const HEADROOM = 1.1;
const STEPS = [1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const MARKS = 5;
const FONT = "13px system-ui, sans-serif";

/** How uPlot is to draw it, in the colours of the theme that is on. */
export function options(wanted: Wanted, data: Data): uPlot.Options {
  const grid = { stroke: colour("line"), width: 1 };
  const axis = { stroke: colour("quiet"), grid, ticks: grid, font: FONT };
  const most = mostOf(data);
  const [unit, size] = wanted.durations ? unitOf(most) : [null, 1];
  return {
    width: wanted.width,
    height: HEIGHT,
    padding: [12, 40, 0, 40],
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: true, dir: wanted.rightToLeft ? -1 : 1 },
      y: { range: [0, most] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: ({ width }) => spread(data.at, width - EDGES),
        values: (_, at) => at.map(wanted.short),
      },
      {
        ...axis,
        size: 70,
        side: wanted.rightToLeft ? 1 : 3,
        splits: () => marks(most, size),
        values: (_, values) => values.map((value) => marked(value / size, unit)),
      },
    ],
    series: [
      { label: wanted.instants, value: (_, at: number | null) => (at === null ? "" : wanted.named(at)) },
      ...wanted.lines.map((line) => drawn(line, wanted, data)),
    ],
  };
}

function drawn(line: Line, wanted: Wanted, data: Data): uPlot.Series {
  return {
    label: line.name(),
    stroke: colour(line.colour),
    width: 2,
    ...(line.dashed ? { dash: [6, 4] } : {}),
    points: { show: data.at.length < 40, size: 6 },
    spanGaps: false,
    value: (_, value: number | null) => wanted.shown(value),
  };
}

/** The top of the plot. */
export function mostOf(data: Data): number {
  return Math.max(1, ...data.values.flat().map((value) => value ?? 0)) * HEADROOM;
}

/** At most some five marks, at whole units. */
export function marks(most: number, unit: number): number[] {
  const least = most / unit / MARKS;
  const step = (STEPS.find((one) => one >= least) ?? Math.ceil(least)) * unit;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
}

/** Of the instants as many as have room for their names, from the first on. */
export function spread(at: readonly number[], width: number): number[] {
  const every = Math.max(1, Math.ceil(at.length / Math.max(1, Math.floor(width / ROOM))));
  return at.filter((_, place) => place % every === 0);
}

function marked(amount: number, unit: string | null): string {
  const style = unit && amount > 0 ? ({ style: "unit", unit, unitDisplay: "short" } as const) : {};
  return new Intl.NumberFormat(tag.value, style).format(amount);
}

function colour(name: string): string {
  // light-dark() is not for canvases: what the browser makes of it is.
  const probe = document.createElement("span");
  probe.className = `board-probe board-probe-${name}`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
