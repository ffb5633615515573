import { Modal } from "@mantine/core";

const KEYS = [
  ["j", "next"],
  ["k", "previous"],
  ["Enter", "open"],
  ["x", "select"],
  ["e", "resolve"],
  ["a", "assign"],
  ["c", "comment"],
  ["/", "search"],
  ["Esc", "close, or select none"],
  ["?", "this list"],
] as const;

export function KeysHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys of the inbox" centered closeButtonProps={{ "aria-label": "Close" }}>
      <dl className="facts">
        {KEYS.map(([key, meaning]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
