import type { Session } from "../api/types.ts";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { Exceptions } from "../views/exceptions/exceptions.tsx";
import { usePlace } from "./router.ts";

/** The view that the address names. */
export function View({ session }: { readonly session: Session }) {
  const { parts } = usePlace();
  switch (parts[0]) {
    case "exceptions":
      return <Exceptions session={session} />;
    default:
      return (
        <Page title="Not found">
          <Empty title="There is no such page.">Choose one from the navigation.</Empty>
        </Page>
      );
  }
}
