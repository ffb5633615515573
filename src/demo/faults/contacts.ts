import type { Case, Contact, Customer, Person } from "../business.ts";
import { streetOf } from "../people/booked.ts";
import { formatted } from "../people/phones.ts";
import { customerId, type World } from "../world.ts";
import type { Fault } from "./fault.ts";

const handoff = "contact-to-customer";

interface SignUp {
  readonly contact: Contact;
  readonly customer: Customer;
}

function signUp(affected: Case): SignUp | undefined {
  const contact = affected.contacts.find((contact) => contact.customerMark.outcome === "matched");
  const [customer] = affected.customers;
  return contact !== undefined && customer !== undefined ? { contact, customer } : undefined;
}

/** One that nobody can be taken for: without kin among contacts or customers. */
function plainSignUp(affected: Case): SignUp | undefined {
  return affected.person.kin === undefined && affected.contacts.length === 1 ? signUp(affected) : undefined;
}

/** One that the connector wrote. */
function connectedSignUp(affected: Case): SignUp | undefined {
  const found = plainSignUp(affected);
  return found?.customer.contactId === undefined ? undefined : found;
}

/** Terms that neither bears. */
function otherTerms({ terms }: Person): readonly [string, string] {
  const [first = "", second = ""] = ["Net 15", "Net 30", "Due on receipt"].filter((each) => each !== terms);
  return [first, second];
}

/** From the contact in the CRM to the customer in the books. */
export const contactFaults: readonly Fault[] = [
  {
    name: "customer-never-created",
    handoff,
    kind: "missing",
    cause: "A contact became a customer in the CRM and was not created in the books.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark, world }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      affected.contacts.push({ ...found.contact, id: world.contactId(), person: world.nextStranger(), customerMark: mark("missing") });
      return true;
    },
  },
  {
    name: "terms-differ",
    handoff,
    kind: "different",
    cause: "The payment terms were changed in one system only.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark }) {
      const found = plainSignUp(affected);
      if (found === undefined) return false;
      found.customer.terms = otherTerms(affected.person)[0];
      found.contact.customerMark = found.customer.contactMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "customer-typed-as-another",
    handoff,
    kind: "missing",
    cause: "The customer was typed into the books under another name, phone and address: nothing shows who it is.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, world }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      affected.contacts.push({ ...found.contact, id: world.contactId(), person: world.nextStranger(), customerMark: mark("missing") });
      const person = world.nextStranger();
      const unknown = { id: customerId(person), person, terms: person.terms, contactId: undefined, sameAs: undefined };
      affected.customers.push({ ...found.customer, ...unknown, contactMark: mark("extra") });
      return true;
    },
  },
  {
    name: "customer-fits-two-contacts",
    handoff,
    kind: "ambiguous",
    cause: "The customer was typed with an initial, and two contacts of one household have it.",
    least: 1,
    perThousand: 0.3,
    apply(affected, { mark, world }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      const ambiguous = mark("ambiguous", "identity-unsure");
      const [one, other] = household(world);
      const contacts = [one, other].map((person) => ({ ...found.contact, id: world.contactId(), person, customerMark: ambiguous }));
      const unknown = { id: customerId(one), person: one, terms: one.terms, contactId: undefined, sameAs: undefined };
      affected.contacts.push(...contacts);
      affected.customers.push({ ...found.customer, ...unknown, mayBe: contacts.map(({ id }) => id), contactMark: ambiguous });
      return true;
    },
  },
  {
    name: "contact-merged-away",
    handoff,
    kind: "extra",
    cause: "The contact was merged into a stranger's in the CRM; the books still name its old id.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = connectedSignUp(affected);
      if (found === undefined) return false;
      affected.contacts = [];
      found.customer.sameAs = undefined;
      found.customer.contactMark = mark("extra");
      return true;
    },
  },
  {
    name: "customer-created-twice",
    handoff,
    kind: "duplicate",
    cause: "The connector created the same customer twice.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = connectedSignUp(affected);
      if (found === undefined || found.customer.terms !== affected.person.terms) return false;
      affected.customers.push({
        ...found.customer,
        id: customerId(affected.person, 1),
        created: found.customer.created + 90,
        contactMark: mark("duplicate", "same-reference"),
      });
      return true;
    },
  },
  {
    name: "two-customers-neither-agreeing",
    handoff,
    kind: "ambiguous",
    cause: "Two customers in the books name one contact, and neither has its payment terms.",
    least: 1,
    perThousand: 0.3,
    apply(affected, { mark }) {
      const found = connectedSignUp(affected);
      if (found === undefined) return false;
      const ambiguous = mark("ambiguous", "several-candidates");
      const [terms, others] = otherTerms(affected.person);
      found.customer.terms = terms;
      affected.customers.push({ ...found.customer, id: customerId(affected.person, 1), terms: others, contactMark: ambiguous });
      found.contact.customerMark = found.customer.contactMark = ambiguous;
      return true;
    },
  },
  {
    name: "customer-made-inactive",
    handoff,
    kind: "missing",
    cause: "The customer was made inactive in the books while the CRM still sells to it.",
    least: 1,
    perThousand: 0.7,
    apply(affected, { mark }) {
      const found = plainSignUp(affected);
      if (found === undefined) return false;
      found.customer.active = false;
      found.customer.contactMark = { outcome: "excluded", reason: "deleted", fault: undefined };
      found.contact.customerMark = mark("missing", "counterpart-deleted");
      return true;
    },
  },
];

/** Two of one household whose customer in the books may be either: last name and initial, phone and address. */
function household(world: World): readonly [Person, Person] {
  let one = world.nextStranger();
  // There are enough names of these letters that two of them are not alike.
  while (one.company !== undefined || !/^[ABCDJLMRS]/.test(one.first)) one = world.nextStranger();
  const both = { email: "", crmLacks: undefined };
  const other = { ...world.nextSameInitial(one), ...both };
  const { home, last, phone } = one;
  const [street, city, postcode] = [streetOf(home, "short"), home.city, home.postcode];
  const display = `${last}, ${one.first.charAt(0)}.`;
  const booked = { hasKey: false, display, numbered: false, first: "", last, phone: formatted(phone), email: "", street, city, postcode };
  return [{ ...one, ...both, booked: { ...booked, form: "typed; initial; no email" } }, other];
}
