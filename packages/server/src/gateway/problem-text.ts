// A refusal as `application/problem+json`, in the same members as the API's.
import { faults } from "@modkeep/contract/faults"

import { type Refusal, statusOf, titleOf } from "./refusal.ts"

/** `publicUrl`: the console's. The documents of the codes are there, not on a module's origin. */
export function problemText(refusal: Refusal, requestId: string, publicUrl: URL): string {
  const kind: { status: number; title: string; retry?: boolean } = faults[refusal.code]
  return JSON.stringify({
    type: new URL(`/api/docs#${refusal.code}`, publicUrl).href,
    title: titleOf(refusal),
    status: statusOf(refusal),
    detail: refusal.text,
    code: refusal.code,
    requestId,
    ...(kind.retry === true ? { retry: true } : {}),
  })
}
