import { useSignal } from "@preact/signals";
import { Away, Problem } from "../api/problem";
import { Button } from "../parts/Button";
import { Coded } from "../parts/Coded";
import { Failure } from "../parts/Failure";
import { refused, signIn } from "../session";
import { t } from "../words";

/** Asks for the key; what was refused says why. */
export function SignIn() {
  const key = useSignal("");
  const stay = useSignal(false);
  const busy = useSignal(false);
  const error = useSignal<Problem | Away | null>(null);
  const enter = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    error.value = null;
    try {
      await signIn(key.value.trim(), stay.value);
    } catch (failure) {
      if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
      error.value = failure.message === "role_not_admitted" ? notForThis(failure) : failure;
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="sign-in" onSubmit={enter}>
      {refused.value && (
        <p class="notice" data-state="warned">
          {t("sign_in.expired")}
        </p>
      )}
      {error.value && <Failure error={error.value} />}
      <div class="field">
        <label for="key">{t("sign_in.key")}</label>
        <input
          id="key"
          class="input"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          aria-describedby="key-where"
          value={key.value}
          onInput={({ currentTarget }) => (key.value = currentTarget.value)}
        />
        <p id="key-where" class="quiet">
          <Coded text={t("sign_in.where")} />
        </p>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={stay.value}
          onChange={({ currentTarget }) => (stay.value = currentTarget.checked)}
        />{" "}
        {t("sign_in.stay")}
      </label>
      <Button type="submit" weight="first" disabled={busy.value || key.value.trim() === ""}>
        {t("sign_in.enter")}
      </Button>
    </form>
  );
}

function notForThis(problem: Problem | Away): Problem {
  return new Problem(403, problem.message, t("sign_in.not_for"));
}
