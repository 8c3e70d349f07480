import { useComputed, useSignal } from "@preact/signals";
import { type Command, commands } from "../keys";
import { t } from "../words";
import { Sheet } from "./Sheet";

/** All that can be done here, found by a few letters of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const sought = useSignal("");
  const at = useSignal(0);
  const found = useComputed(() => fitting(commands(), sought.value));
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    queueMicrotask(command.run); // once the focus is back where it was
  };
  const move = (event: KeyboardEvent) => {
    const count = found.value.length;
    if (event.key === "Enter") run(found.value[at.value]);
    else if (event.key === "ArrowDown") at.value = (at.value + 1) % Math.max(count, 1);
    else if (event.key === "ArrowUp") at.value = (at.value + count - 1) % Math.max(count, 1);
    else return;
    event.preventDefault();
  };
  return (
    <Sheet id="palette" title={t("shell.commands")} onClose={onClose}>
      <input
        class="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={`palette-${at.value}`}
        aria-label={t("shell.find_command")}
        placeholder={t("shell.find_command")}
        autofocus
        value={sought.value}
        onInput={({ currentTarget }) => {
          sought.value = currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={move}
      />
      <div class="palette" id="palette-list" role="listbox" aria-label={t("shell.commands")}>
        {found.value.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys (combobox)
          // biome-ignore lint/a11y/useFocusableInteractive: as above, by aria-activedescendant
          <div
            key={command.id}
            id={`palette-${index}`}
            class="palette-command"
            role="option"
            aria-selected={index === at.value}
            onClick={() => run(command)}
          >
            <span>{command.name}</span>
            {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
    </Sheet>
  );
}

function fitting(all: readonly Command[], sought: string): readonly Command[] {
  const words = sought.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const seen = new Set<string>();
  return all.filter(({ id, name }) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return words.every((word) => name.toLocaleLowerCase().includes(word));
  });
}
