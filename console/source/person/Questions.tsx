import { api, taken } from "../api/client";
import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { useLoaded } from "../parts/loading";
import { Link } from "../router";
import { Ago } from "../time";
import { named, t } from "../words";
import type { QuestionShape } from "./types";

/** Customers who may be one person, where the desk leaves it to people. */
export function Questions() {
  const { data, error, again } = useLoaded(() => taken(api.GET("/v1/people/questions")), []);
  if (error.value) return <Failure error={error.value} again={() => void again()} />;
  if (data.value === null) return <div aria-busy="true" />;
  if (data.value.items.length === 0) {
    return (
      <Empty title={t("person.no_questions")}>
        <p>{t("person.no_questions_means")}</p>
      </Empty>
    );
  }
  return (
    <section class="person" aria-labelledby="person-questions">
      <h1 id="person-questions">{t("person.questions")}</h1>
      <p class="quiet">{t("person.questions_mean")}</p>
      <ul class="person-lines">
        {data.value.items.map((one) => (
          <Question key={one.customers.join(" ")} question={one} />
        ))}
      </ul>
    </section>
  );
}

function Question({
  question,
}: {
  question: Omit<QuestionShape, "customers"> & { customers: readonly string[] };
}) {
  const [one] = question.customers;
  return (
    <li>
      <Link to={`/people/${encodeURIComponent(one ?? "")}`}>{named("person.link", question.reason)}</Link>
      <span class="quiet">
        <span>{question.region}</span>
        <Ago at={question.at} />
      </span>
    </li>
  );
}
