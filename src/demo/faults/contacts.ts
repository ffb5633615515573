import type { Case, Contact, Customer } from "../business.ts";
import { customerId } from "../world.ts";
import type { Fault } from "./fault.ts";

const handoff = "contact-to-customer";

function signUp(affected: Case): { readonly contact: Contact; readonly customer: Customer } | undefined {
  const contact = affected.contacts.find((contact) => contact.customerMark.outcome === "matched");
  const [customer] = affected.customers;
  return contact !== undefined && customer !== undefined ? { contact, customer } : undefined;
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
      // Another contact of the same household: nothing in the books hangs on it.
      affected.contacts.push({ ...found.contact, id: world.contactId(), customerMark: mark("missing") });
      return true;
    },
  },
  {
    name: "email-differs",
    handoff,
    kind: "different",
    cause: "The mail address was corrected in one system only.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      found.customer.email = `billing.${found.contact.person.email}`;
      found.contact.customerMark = found.customer.contactMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "customer-lost-contact-id",
    handoff,
    kind: "missing",
    cause: "The customer was typed into the books by hand, without the contact's id.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      found.customer.contactId = undefined;
      found.contact.customerMark = mark("missing");
      found.customer.contactMark = mark("extra", "no-reference");
      return true;
    },
  },
  {
    name: "contact-merged-away",
    handoff,
    kind: "extra",
    cause: "The contact was merged into another one in the CRM; the books still name its old id.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      affected.contacts = affected.contacts.filter((contact) => contact !== found.contact);
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
      const found = signUp(affected);
      if (found === undefined || found.customer.email !== found.contact.person.email) return false;
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
    cause: "Two customers in the books name one contact, and neither has its mail address.",
    least: 1,
    perThousand: 0.3,
    apply(affected, { mark }) {
      const found = signUp(affected);
      if (found === undefined) return false;
      const ambiguous = mark("ambiguous", "several-candidates");
      found.customer.email = `office.${affected.person.email}`;
      affected.customers.push({
        ...found.customer,
        id: customerId(affected.person, 1),
        email: `home.${affected.person.email}`,
        contactMark: ambiguous,
      });
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
      const found = signUp(affected);
      if (found === undefined) return false;
      found.customer.active = false;
      found.customer.contactMark = { outcome: "excluded", reason: "deleted", fault: undefined };
      found.contact.customerMark = mark("missing", "counterpart-deleted");
      return true;
    },
  },
];
