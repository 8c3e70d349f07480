import { route } from "../router";
import { Person } from "./Person";
import { Questions } from "./Questions";

/** `/console/people/{id}`, and `/console/people`: the questions of who is one person. */
export function PersonPage() {
  const { id } = route.value;
  return <div class="person-page">{id === null ? <Questions /> : <Person customerId={id} key={id} />}</div>;
}
