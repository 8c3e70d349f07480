/** How the chat is to look, as the page around it says; null where it says nothing. */
export interface Look {
  readonly language: string | null;
  readonly direction: string | null;
  readonly theme: string | null;
}

/** What the page tells the chat; each side takes messages of the other's window and origin alone. */
export type ToChat =
  | ({ readonly meridian: "look" } & Look)
  | {
      readonly meridian: "hello";
      /** Signed by the site: who is signed in there (a JWT); null where nobody is. */
      readonly identity: string | null;
      /** Origin and path, without query and fragment. */
      readonly page: string;
      /** What the page keeps for a chat that may keep nothing itself. */
      readonly kept: Readonly<Record<string, string>>;
    }
  | { readonly meridian: "identity"; readonly identity: string | null }
  | { readonly meridian: "shown"; readonly shown: boolean };

/** What the chat tells the page around it. */
export type FromChat =
  | { readonly meridian: "ready" }
  | { readonly meridian: "unread"; readonly count: number }
  | { readonly meridian: "close" }
  /** To be kept by the page, or with null no more. Where `known` is kept, its pages fetch the chat at once. */
  | { readonly meridian: "keep"; readonly key: string; readonly value: string | null }
  /** The site is to call `identify` anew. */
  | { readonly meridian: "identity_refused" };
