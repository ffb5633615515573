import { useQuery } from "@tanstack/react-query";
import { setCsrf } from "../api/client.ts";
import { useEvents } from "../api/events.ts";
import { Problem } from "../api/problem.ts";
import { sessionQuery } from "../api/queries.ts";
import type { Session } from "../api/types.ts";
import { setEstate } from "../parts/format.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { SignIn } from "../views/sign-in/sign-in.tsx";
import { Boundary } from "./boundary.tsx";
import { usePlace } from "./router.ts";
import { Shell } from "./shell.tsx";
import { View } from "./view.tsx";

/** Nobody sees anything of the estate without a session. */
export function Gate() {
  const { parts } = usePlace();
  const signingIn = parts[0] === "sign-in";
  const session = useQuery({ ...sessionQuery, enabled: !signingIn });
  if (signingIn) return <SignIn />;
  if (session.data !== undefined) return <Inside session={session.data} />;
  if (session.error instanceof Problem && session.error.status === 401) return <SignIn />;
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        {session.isPending ? <Loading rows={3} /> : <Failed error={session.error} again={() => void session.refetch()} />}
      </div>
    </main>
  );
}

function Inside({ session }: { readonly session: Session }) {
  // Before anything is drawn: all below sends the token, and tells money and times as the estate does.
  setCsrf(session.csrf);
  setEstate(session.estate);
  useEvents();
  const { path } = usePlace();
  return (
    <Shell session={session}>
      <Boundary at={path}>
        <View session={session} />
      </Boundary>
    </Shell>
  );
}
