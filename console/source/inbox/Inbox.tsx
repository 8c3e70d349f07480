import { useEffect } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { route } from "../router";
import { me } from "../session";
import { t } from "../words";
import { followPresence } from "./here";
import { ListPane } from "./ListPane";
import { OpenPerson, OpenTicket } from "./OpenTicket";
import { useFeed } from "./useFeed";
import { viewOf } from "./views";
import "./inbox.css";

/** The inbox: the list, the conversation that is open, and the person it is with. */
export function Inbox() {
  const { id, query } = route.value;
  const view = viewOf(me.value!, query);
  const { feed, picking } = useFeed(view, query);
  useEffect(followPresence, []);
  return (
    <div class="inbox" data-open={id !== null} data-pane={query.get("pane") ?? "ticket"}>
      <ListPane view={view} feed={feed} picking={picking} />
      {id === null ? (
        <section class="pane-ticket" aria-label={t("inbox.conversation")}>
          <Empty title={t("inbox.nothing_open")}>
            <p>
              {t("inbox.how_to_open")} <kbd>j</kbd> <kbd>k</kbd> <kbd>Enter</kbd> <kbd>?</kbd>
            </p>
          </Empty>
        </section>
      ) : (
        <>
          <OpenTicket key={id} id={id} feed={feed} />
          <OpenPerson id={id} />
        </>
      )}
    </div>
  );
}
