export { correctedExport, definedOtherwise } from "./detectors.ts";
export { insertNumberSigns, type CorrectedNumber } from "./signs.ts";
