import { language, t } from "../words";
import { LANGUAGES } from "../words/languages";
import { Choice } from "./Choice";
import type { Choose } from "./Settings";

/** The language of the console; each calls itself by its own name. */
export function Languages({ choose }: { choose: Choose }) {
  return (
    <Choice
      name="language"
      title={t("settings.language")}
      means={t("settings.language_means")}
      chosen={language.value.tag}
      options={LANGUAGES.map(({ tag, name, made }) => ({
        value: tag,
        label: name,
        language: tag,
        note: made === "machine" ? t("settings.by_machine") : null,
      }))}
      onChoose={(tag) => choose({ language: tag })}
    />
  );
}
