import { tag } from "../words";

const KILOBYTE = 1_000;

/** How large a file is: "12 kB", "3.4 MB". */
export function bytes(count: number): string {
  const [unit, of] =
    count < KILOBYTE ** 2 ? (["kilobyte", KILOBYTE] as const) : (["megabyte", KILOBYTE ** 2] as const);
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(tag.value, style).format(count / of);
}
