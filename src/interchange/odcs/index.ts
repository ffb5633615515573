export { contractOf, contractText } from "./contract.ts";
