import { Autocomplete, Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Doing } from "../../api/types.ts";
import { daysAfter, today } from "../../parts/format.ts";

/** What needs a word with it before it is done. */
export type Asking = "resolve" | "accept" | "reopen" | "assign" | "due";

const TITLES: Readonly<Record<Asking, string>> = {
  resolve: "Resolve",
  accept: "Accept as it is",
  reopen: "Open again",
  assign: "Assign",
  due: "Set the due date",
};

const MEANINGS: Readonly<Record<Asking, string>> = {
  resolve: "You say that it is mended. The next review looks: if it is still there, it opens again.",
  accept: "It stays as it is, and nobody is asked about it until that day, or until it grows.",
  reopen: "It goes back among what is to be done.",
  assign: "A person, a team or a shared name. Empty: nobody. Reviews leave an owner alone that a person chose.",
  due: "Empty: no due date.",
};

interface DialogProps {
  readonly asking: Asking;
  readonly count: number;
  readonly owners: readonly string[];
  readonly owner: string | undefined;
  readonly busy: boolean;
  readonly onDo: (doing: Doing) => void;
  readonly onClose: () => void;
}

export function ActDialog({ asking, count, owners, owner, busy, onDo, onClose }: DialogProps) {
  const [reason, setReason] = useState("");
  const [day, setDay] = useState(asking === "accept" ? daysAfter(today(), 30) : "");
  const [name, setName] = useState(owner ?? "");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDo(doingOf(asking, reason.trim(), day, name.trim()));
  };
  const many = count === 1 ? "" : ` ${count} exceptions`;
  return (
    <Modal opened onClose={onClose} title={`${TITLES[asking]}${many}`} centered closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {MEANINGS[asking]}
          </Text>
          {asking === "assign" ? (
            <Autocomplete label="Owner" data={[...owners]} value={name} onChange={setName} maxLength={200} data-autofocus />
          ) : null}
          {asking === "resolve" || asking === "accept" || asking === "reopen" ? (
            <Textarea
              label="Why"
              value={reason}
              onChange={(e) => setReason(e.currentTarget.value)}
              required
              autosize
              minRows={2}
              maxLength={2000}
              data-autofocus
            />
          ) : null}
          {asking === "accept" || asking === "due" ? (
            <TextInput
              type="date"
              label={asking === "accept" ? "Until" : "Due"}
              value={day}
              min={asking === "accept" ? today() : undefined}
              onChange={(e) => setDay(e.currentTarget.value)}
              required={asking === "accept"}
            />
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {TITLES[asking]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function doingOf(asking: Asking, reason: string, day: string, name: string): Doing {
  switch (asking) {
    case "resolve":
    case "reopen":
      return { do: asking, reason };
    case "accept":
      return { do: "accept", reason, until: day };
    case "assign":
      return { do: "assign", owner: name === "" ? null : name };
    case "due":
      return { do: "due", due: day === "" ? null : day };
  }
}
