import type { DeskUser, Exception, ExceptionComment, ExceptionEvent, RunComparison, RunSummary } from "../../model/index.ts";
import { type exception, type exceptionComment, type exceptionEvent } from "./exceptions.ts";
import type { Read, Same } from "./parts.ts";
import type { comparison, runSummary } from "./runs.ts";
import type { user } from "./session.ts";

/** Does not compile when the contract and the model say different things. */
export const contractIsTheModel: readonly [
  Same<Read<typeof exception>, Exception>,
  Same<Read<typeof exceptionEvent>, ExceptionEvent>,
  Same<Read<typeof exceptionComment>, ExceptionComment>,
  Same<Read<typeof runSummary>, RunSummary>,
  Same<Read<typeof comparison>, RunComparison>,
  Same<Read<typeof user>, DeskUser>,
] = [true, true, true, true, true, true];
