import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Fonts of the system: the page asks no other host for anything. */
export const theme = createTheme({
  primaryColor: "cyan",
  // Shades dark enough for white text on them, and for text of them on white.
  primaryShade: { light: 9, dark: 9 },
  fontFamily: SYSTEM,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: SYSTEM, fontWeight: "650" },
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
});

/** Mantine's grey for secondary text is too faint to read on white and on dark grey. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#495057", "--mantine-color-body": "#f8f9fa", "--mantine-color-placeholder": "#5c636a" },
  dark: { "--mantine-color-dimmed": "#b4b8bd", "--mantine-color-body": "#16181b", "--mantine-color-placeholder": "#a0a5ab" },
});
