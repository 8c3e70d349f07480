import { Empty } from "../parts/Empty";
import { Link, route } from "../router";
import { t } from "../words";
import { Ticket } from "./Ticket";

/** A ticket that has the page to itself. */
export function TicketPage() {
  const { id } = route.value;
  if (id !== null) return <Ticket key={id} id={id} />;
  return (
    <Empty title={t("shell.unknown_page")}>
      <Link to="/inbox">{t("shell.to_inbox")}</Link>
    </Empty>
  );
}
