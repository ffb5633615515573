import { Component, type ReactNode } from "react";
import { Page } from "../parts/page.tsx";
import { Failed } from "../parts/states.tsx";

interface Props {
  /** Another key, another try: the address of the view. */
  readonly at: string;
  readonly children: ReactNode;
}

/** A view that cannot be drawn says so; the frame around it stays, so that one can go elsewhere. */
export class Boundary extends Component<Props, { readonly error: unknown; readonly at: string }> {
  override state = { error: undefined as unknown, at: this.props.at };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  static getDerivedStateFromProps({ at }: Props, state: { readonly at: string }) {
    return at === state.at ? null : { error: undefined, at };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Page title="This view could not be drawn">
        <Failed error={error} again={() => this.setState({ error: undefined })} />
      </Page>
    );
  }
}
