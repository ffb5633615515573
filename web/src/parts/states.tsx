import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { problemInWords } from "../api/problem.ts";

/** Grey bars where text will stand, so that nothing jumps when it arrives. */
export function Loading({ rows = 6, height = 44 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <Stack gap="xs" aria-busy="true">
      <Text className="unseen" role="status">
        Loading …
      </Text>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

/** What went wrong, in plain words, and a way to try again. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { title, advice } = problemInWords(error);
  return (
    <Alert color="red" variant="outline" title={title} role="alert" className="failed">
      <Text size="sm" mb={again === undefined ? 0 : "sm"}>
        {advice}
      </Text>
      {again === undefined ? null : (
        <Button size="xs" variant="default" onClick={again}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** Nothing is there, and why that is so or what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Text fw={600}>{title}</Text>
      {children === undefined ? null : (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      )}
    </div>
  );
}
