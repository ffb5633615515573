import { expect, test } from "vitest";
import { priceSentence, estatePriceSentence } from "../../src/report/price-words.ts";
import { reviewToHtml } from "../../src/report/html/review-page.ts";
import { reviewToText } from "../../src/report/text.ts";
import { finding, review, sampleBreak } from "./sample-review.ts";

const missing = finding("job-to-invoice", "missing", "38 jobs were never invoiced.", {
  records: 38,
  amount: "31847.20",
  samples: [sampleBreak("job-to-invoice", "missing", "dispatch.jobs", "1")],
});
const priced = review({ findings: [missing] });

test("a finding costs one sentence: likely, from and to, and of what", () => {
  // 38 records in 6 months at 5 to 30 minutes and 30 to 65 dollars an hour; 0 to 10 % of the money is lost.
  expect(priceSentence(missing, priced)).toBe(
    "costs about $163 ($16 to $737) a month: $57 work (1.3 hours), $106 lost money; removing it takes about 7.6 hours, $342 once",
  );
});

test("the estate in one sentence, with how much of it is assumed", () => {
  const said = estatePriceSentence(priced) ?? "";
  expect(said).toMatch(/^It costs about \$163 \(\$16 to \$737\) a month: .* An estimate: 0 of \d+ assumptions are the estate's own\.$/);
  expect(reviewToText(priced, { width: 400 })).toContain(said);
  expect(reviewToHtml(priced)).toMatch(/What does it cost a month\?[^]*>\$163<[^]*What do we do first\?/);
  expect(reviewToText(priced, { width: 400 })).toContain(`price      ${priceSentence(missing, priced)}`);
});

test("nothing found costs nothing, and what only follows is counted where it comes from", () => {
  expect(estatePriceSentence(review())).toBeUndefined();
  const counted = { ...missing, samples: [], records: 0, amount: undefined };
  expect(priceSentence(counted, review({ findings: [counted] }))).toBe(
    "costs a month: nothing of its own, since other findings count its records",
  );
  const symptom = { ...missing, samples: [], records: 0, amount: undefined, symptomOf: "0123456789abcdef" };
  const told = review({ findings: [symptom] });
  expect(priceSentence(symptom, told)).toBe("costs a month: counted with the finding of which it is a symptom");
});
