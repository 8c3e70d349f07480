import { Link } from "../router";
import { t } from "../words";

/** Where something is from: nothing where that ticket is open beside it. */
export function OfTicket({ id, open }: { id: string | null; open?: string | undefined }) {
  if (id === null) return null;
  if (id === open) return <span>{t("person.in_this_ticket")}</span>;
  return (
    <Link to={`/inbox/${encodeURIComponent(id)}`}>
      {t(open === undefined ? "person.see_ticket" : "person.in_another_ticket")}
    </Link>
  );
}
