import { t } from "../words";
import { KEYBOARD, type Place } from "./keyboard";

/** Every key that does something, place by place. */
export function Keyboard() {
  return (
    <section aria-labelledby="settings-keyboard">
      <h2 id="settings-keyboard">{t("settings.keyboard")}</h2>
      <p class="quiet">{t("settings.keyboard_means")}</p>
      <div class="keyboard">
        {(Object.keys(KEYBOARD) as Place[]).map((place) => (
          <section key={place} aria-labelledby={`settings-keys-${place}`}>
            <h3 id={`settings-keys-${place}`}>{t(`settings.keys.${place}`)}</h3>
            <dl class="keys">
              {KEYBOARD[place].map(({ keys, name }) => (
                <div key={keys}>
                  <dt>
                    <kbd dir="ltr">{keys}</kbd>
                  </dt>
                  <dd>{t(name)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </section>
  );
}
