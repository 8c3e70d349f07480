import { useSignal } from "@preact/signals";
import { Away, Problem } from "../api/problem";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { type Settings as Own, set } from "../session";
import { again as takeTour } from "../tour/tour";
import { t } from "../words";
import { Keyboard } from "./Keyboard";
import { Languages } from "./Languages";
import { Themes } from "./Themes";
import { Zones } from "./Zones";
import "./settings.css";

export type Choose = (change: Own) => void;

/** What one sets for oneself; it is kept with the desk, and goes along to every device. */
export function Settings() {
  const error = useSignal<Problem | Away | null>(null);
  const said = useSignal(false);
  const choose: Choose = (change) => {
    error.value = null;
    said.value = false;
    set(change).then(
      () => (said.value = true),
      (failure) => {
        if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
        error.value = failure;
      },
    );
  };
  return (
    <div class="my-settings">
      <h1>{t("shell.settings")}</h1>
      {error.value && <Failure error={error.value} safe={t("settings.here_only")} />}
      <p class="only-read" role="status">
        {said.value && t("settings.kept")}
      </p>
      <Languages choose={choose} />
      <Themes choose={choose} />
      <Zones choose={choose} />
      <section aria-labelledby="settings-tour">
        <h2 id="settings-tour">{t("settings.tour")}</h2>
        <p class="quiet">{t("settings.tour_means")}</p>
        <div class="actions">
          <Button id="take-tour" onClick={takeTour}>
            {t("settings.take_tour")}
          </Button>
        </div>
      </section>
      <Keyboard />
    </div>
  );
}
