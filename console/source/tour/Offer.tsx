import { Button } from "../parts/Button";
import { Sheet } from "../parts/Sheet";
import { t } from "../words";
import { again, decline } from "./tour";

/** Asks once whoever is new here. */
export function Offer() {
  return (
    <Sheet id="tour-offer" title={t("tour.offer")} onClose={decline}>
      <p>{t("tour.offer_means")}</p>
      <div class="actions">
        <Button weight="first" autofocus onClick={again}>
          {t("tour.begin")}
        </Button>
        <Button onClick={decline}>{t("tour.not_now")}</Button>
      </div>
      <p class="quiet">{t("tour.later")}</p>
    </Sheet>
  );
}
