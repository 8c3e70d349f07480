import { useCommands } from "../keys";
import { Button } from "../parts/Button";
import { t } from "../words";
import { STEPS } from "./steps";
import { at, leave, step } from "./tour";
import "./tour.css";

/** What the tour says, beside the page: it takes nobody's focus, and hides nothing. */
export function Coach() {
  const current = STEPS[at.value]!;
  const isLast = at.value === STEPS.length - 1;
  useCommands([
    { id: "tour.next", name: t("tour.next"), keys: "]", run: () => step(1), when: () => !isLast },
    { id: "tour.back", name: t("tour.back"), keys: "[", run: () => step(-1), when: () => at.value > 0 },
    { id: "tour.leave", name: t("tour.leave"), keys: "q", run: leave },
  ]);
  return (
    <aside class="coach" data-step={current.name} aria-label={t("tour.label")}>
      <p class="quiet">{t("tour.practice", { step: at.value + 1, steps: STEPS.length })}</p>
      <div role="status">
        <h2>{t(`tour.${current.name}.title`)}</h2>
        <p>{t(`tour.${current.name}.means`)}</p>
      </div>
      <div class="actions">
        {at.value > 0 && (
          <Button keys="[" onClick={() => step(-1)}>
            {t("tour.back")}
          </Button>
        )}
        {!isLast && (
          <Button keys="]" weight={current.when ? "usual" : "first"} onClick={() => step(1)}>
            {t(current.when ? "tour.skip" : "tour.next")}
          </Button>
        )}
        <Button keys="q" weight={isLast ? "first" : "plain"} onClick={leave}>
          {t(isLast ? "tour.finish" : "tour.leave")}
        </Button>
      </div>
    </aside>
  );
}
