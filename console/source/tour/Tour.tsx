import { useSignalEffect } from "@preact/signals";
import { go } from "../router";
import { me, refused } from "../session";
import { Coach } from "./Coach";
import { Offer } from "./Offer";
import { follow, homeless, isNew, leave, tour } from "./tour";

/** The tour where it is taken, or its offer to whoever is new. */
export function Tour() {
  useSignalEffect(() => {
    if (homeless()) go("/inbox", { replace: true });
  });
  useSignalEffect(follow);
  useSignalEffect(() => {
    if (tour.value !== null && (me.value === null || refused.value !== null)) leave();
  });
  if (tour.value !== null) return <Coach />;
  return isNew.value ? <Offer /> : null;
}
