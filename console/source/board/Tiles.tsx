import { t } from "../words";
import type { Counted } from "./asked";
import { Figure } from "./Figure";
import { attained, count, duration, type Figures, mean, share, type Target } from "./numbers";

interface TileProps {
  name: string;
  shown: string;
  counted?: Counted;
  /** A second line in a quieter tone. */
  beside?: string | undefined;
  state?: string | undefined;
}

function Tile({ name, shown, counted, beside, state }: TileProps) {
  return (
    <li class="board-tile" data-state={state}>
      <h3>{name}</h3>
      <p class="board-tile-number">
        <Figure shown={shown} counted={counted} name={name} />
      </p>
      <p class="quiet">{beside}</p>
    </li>
  );
}

/** The numbers of the whole period, each with the tickets behind it. */
export function Tiles({ figures }: { figures: Figures }) {
  const { first_reply_seconds: first, solve_seconds: solve, satisfaction } = figures;
  const nine = (seconds: number | null) =>
    seconds === null ? undefined : t("board.nine_of_ten", { span: duration(seconds) });
  return (
    <ul class="board-tiles" aria-label={t("board.altogether")}>
      <Tile
        name={t("board.backlog")}
        shown={count(figures.backlog)}
        counted="backlog"
        beside={t("board.now")}
      />
      <Tile
        name={t("board.opened")}
        shown={count(figures.opened)}
        counted="opened"
        beside={t("board.merged_of", { count: figures.merged })}
      />
      <Tile
        name={t("board.solved")}
        shown={count(figures.solved)}
        counted="solved"
        beside={t("board.closed_too", { count: figures.closed })}
      />
      <Tile
        name={t("board.solve_rate")}
        shown={share(figures.solve_rate)}
        counted="opened_and_unsolved"
        beside={t("board.solve_rate_of")}
      />
      <Tile
        name={t("board.first_reply")}
        shown={duration(first.p50)}
        counted="first_reply"
        beside={nine(first.p90)}
      />
      <Tile
        name={t("board.solve_time")}
        shown={duration(solve.p50)}
        counted="solved"
        beside={nine(solve.p90)}
      />
      {(["first_reply", "next_reply", "solve"] as const).map((target) => (
        <Promised key={target} target={target} figures={figures} />
      ))}
      <Tile
        name={t("board.satisfaction")}
        shown={mean(satisfaction.average)}
        counted="rated"
        beside={t("board.ratings", { count: satisfaction.count })}
      />
    </ul>
  );
}

function Promised({ target, figures }: { target: Target; figures: Figures }) {
  const kept = attained(figures, target);
  const { breached } = figures.targets[target]!;
  const name = t(`board.target.${target}` as "board.target.solve");
  return (
    <Tile
      name={name}
      shown={share(kept)}
      counted={breached > 0 ? `${target}_breached` : `${target}_met`}
      beside={t("board.breached", { count: breached })}
      state={kept === null ? undefined : breached > 0 ? "breached" : "met"}
    />
  );
}
