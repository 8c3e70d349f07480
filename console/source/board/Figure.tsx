import { Link, withQuery } from "../router";
import { t } from "../words";
import { behind, type Counted } from "./asked";
import { NOTHING } from "./numbers";

interface Props {
  /** As it is shown. */
  shown: string;
  /** The tickets behind it; none: there is nothing to show. */
  counted?: Counted | undefined;
  /** What it is, for whoever hears the page. */
  name: string;
  /** What its row narrows it to. */
  of?: Readonly<Record<string, string | null>>;
  span?: { since: string; before: string } | undefined;
}

/** A number that leads to the tickets behind it. */
export function Figure({ shown, counted, name, of = {}, span }: Props) {
  if (!counted || shown === NOTHING || shown === "0") return <span class="board-none">{shown}</span>;
  return (
    <Link
      to={withQuery(behind(counted, of, span))}
      class="board-number"
      aria-label={`${shown}, ${t("board.show", { name })}`}
    >
      {shown}
    </Link>
  );
}
