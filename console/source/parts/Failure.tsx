import type { ComponentChildren } from "preact";
import { Away, type Problem } from "../api/problem";
import { t } from "../words";
import { Button } from "./Button";

interface Props {
  error: Problem | Away;
  /** What is safe meanwhile: "Your answer is kept here." */
  safe?: string;
  again?: () => void;
  children?: ComponentChildren;
}

/** What happened, what is safe, what to do. */
export function Failure({ error, safe, again, children }: Props) {
  const words = error instanceof Away ? t("shell.away") : error.detail;
  return (
    <div class="notice" data-state="breached" role="alert">
      <p>
        {safe && <strong>{safe} </strong>}
        <bdi dir="auto">{words}</bdi>
      </p>
      {children}
      {again && <Button onClick={again}>{t("shell.try_again")}</Button>}
    </div>
  );
}
