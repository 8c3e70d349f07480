import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { settings } from "../session";
import { language, t } from "../words";
import type { Length } from "./asked";
import { periodName } from "./numbers";
import { type Data, type Line, options } from "./plotting";

interface Props {
  title: string;
  lines: readonly Line[];
  data: Data;
  shown: (value: number | null) => string;
  durations: boolean;
  length: Length;
  zone: string;
}

/** Lines over time, drawn; who hears the page has the table. */
export function Plot({ title, lines, data, shown, durations, length, zone }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const theme = settings.value.theme;
  const { tag, direction } = language.value;
  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      const wanted = {
        lines,
        shown,
        durations,
        named: (at: number) => periodName(instant(at), length, zone),
        short: (at: number) => periodName(instant(at), length, zone, { short: true }),
        instants: t(`board.length.${length}` as "board.length.day"),
        width: Math.max(element.clientWidth, 240),
        rightToLeft: direction === "rtl",
      };
      return new uPlot(options(wanted, data), [data.at, ...data.values] as uPlot.AlignedData, element);
    };
    let plot = draw();
    const anew = () => {
      plot.destroy();
      plot = draw();
    };
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const resized = new ResizeObserver(() => {
      if (Math.abs(plot.width - element.clientWidth) > 1)
        plot.setSize({ width: element.clientWidth, height: plot.height });
    });
    dark.addEventListener("change", anew);
    resized.observe(element);
    return () => {
      dark.removeEventListener("change", anew);
      resized.disconnect();
      plot.destroy();
    };
  }, [data, theme, tag, direction, length, zone]);
  return <div ref={place} class="board-canvas" role="img" aria-label={title} dir="ltr" />;
}

function instant(at: number): string {
  return new Date(at * 1_000).toISOString();
}
