import type { JSX } from "preact";

type Props = JSX.IntrinsicElements["button"] & {
  /** How much it asks for attention: one `first` on a page, `grave` for what cannot be undone. */
  weight?: "first" | "usual" | "plain" | "grave";
  /** The key that does the same, shown to whoever looks. */
  keys?: string;
};

export function Button({ weight = "usual", keys, children, class: more, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${more ?? ""}`}
      data-weight={weight}
      aria-keyshortcuts={keys}
    >
      {children}
      {keys && <kbd dir="ltr">{keys}</kbd>}
    </button>
  );
}
