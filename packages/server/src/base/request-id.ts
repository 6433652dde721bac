// Names a request in its answer and in the log, so that whoever is told of the one finds the other.
import { randomUUID } from "node:crypto"

export function newRequestId(): string {
  return `req_${randomUUID().replaceAll("-", "")}`
}
