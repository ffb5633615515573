import { auditInWords } from "../desk/index.ts";
import { withDesk } from "../runtime.ts";

export interface AuditFlags {
  readonly json?: boolean;
}

/** `tieout audit verify`: exit code 0 intact, 1 tampered with, 2 could not run. */
export async function runAuditVerify(estatePath: string, flags: AuditFlags): Promise<void> {
  const options = { databaseUrl: process.env["DATABASE_URL"], existing: true };
  const verdict = await withDesk(estatePath, options, (desk) => desk.verifyAudit());
  process.stdout.write(`${flags.json === true ? JSON.stringify(verdict) : auditInWords(verdict)}\n`);
  if (!verdict.intact) process.exitCode = 1;
}
