import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Problem } from "../api/problem.ts";
import { Gate } from "./gate.tsx";
import { theme, variables } from "./theme.ts";

/** The server puts it into index.html, a new one each time: the content security policy lets only such styles in. */
const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute("content") ?? "";
// What the dialogs' scroll lock asks for.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Changes are told by events; a view that is opened again asks again, which its ETag makes cheap.
      staleTime: 5_000,
      retry: (times, error) => error instanceof Problem && (error.status === 0 || error.status >= 502) && times < 2,
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  );
}
