import { Link } from "../router";
import { t } from "../words";
import type { View } from "./views";

interface Props {
  views: readonly View[];
  current: View;
  onForget: (id: string) => void;
}

/** The lists that somebody looks at often; their first nine have a digit each. */
export function Views({ views, current, onForget }: Props) {
  return (
    <nav class="views" aria-label={t("inbox.views")}>
      <ul>
        {views.map((view) => (
          <li key={view.id}>
            <Link to={`/inbox?view=${view.id}`} aria-current={view.id === current.id ? "page" : undefined}>
              <bdi dir="auto">{view.name}</bdi>
            </Link>
            {view.own && view.id === current.id && (
              <button
                type="button"
                class="bare take-out"
                aria-label={t("inbox.forget_view", { name: view.name })}
                onClick={() => onForget(view.id)}
              >
                ✕
              </button>
            )}
          </li>
        ))}
        {current.id === "everything" && (
          <li>
            <Link to="/inbox?view=everything" aria-current="page">
              {current.name}
            </Link>
          </li>
        )}
      </ul>
    </nav>
  );
}
