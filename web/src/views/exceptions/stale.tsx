import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ExceptionEvent } from "../../api/types.ts";
import { History } from "../../parts/history.tsx";

interface StaleProps {
  readonly since: readonly ExceptionEvent[];
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** Somebody was faster: what happened meanwhile, and whether one's own change still stands. */
export function StaleDialog({ since, onAgain, onClose }: StaleProps) {
  return (
    <Modal opened onClose={onClose} title="Somebody was faster" centered closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="md">
        <Text size="sm">Your change was not made, because this exception changed since you opened it:</Text>
        {since.length === 0 ? <Text size="sm">It is newer than what you saw.</Text> : <History events={since} comments={[]} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button onClick={onAgain}>Do it anyway</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
