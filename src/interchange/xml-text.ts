const special = /[&<>"\t\n\r]/g;
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Writes texts into XML, and counts the characters that XML 1.0 cannot hold, which become U+FFFD. */
export class XmlText {
  replaced = 0;

  /** For between elements and in attributes alike. */
  escape(text: string): string {
    const clean = text.replace(forbidden, () => {
      this.replaced++;
      return "\ufffd";
    });
    return clean.replace(special, (c) => references[c] ?? c);
  }

  /** ` name="value"` for each that is given. */
  attributes(values: Readonly<Record<string, string | null | undefined>>): string {
    let text = "";
    for (const [name, value] of Object.entries(values)) {
      if (value !== null && value !== undefined) text += ` ${name}="${this.escape(value)}"`;
    }
    return text;
  }

  notes(): string[] {
    const n = this.replaced;
    return n === 0
      ? []
      : [`${n} ${n === 1 ? "character that XML cannot hold is" : "characters that XML cannot hold are"} written as U+FFFD.`];
  }
}
