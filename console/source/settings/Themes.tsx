import { settings } from "../session";
import { t } from "../words";
import { Choice } from "./Choice";
import type { Choose } from "./Settings";

const THEMES = ["machine", "light", "dark"] as const;

/** Light, dark, or as the machine has it. */
export function Themes({ choose }: { choose: Choose }) {
  return (
    <Choice
      name="theme"
      title={t("settings.theme")}
      means={t("settings.theme_means")}
      chosen={settings.value.theme ?? "machine"}
      options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
      onChoose={(value) => choose({ theme: value === "light" || value === "dark" ? value : undefined })}
    />
  );
}
