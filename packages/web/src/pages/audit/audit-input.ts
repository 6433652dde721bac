// What of the address the audit log is asked with.
import { listQuery } from "#parts/list-query.ts"

export function auditInput(query: URLSearchParams) {
  const action = query.get("action")
  const subject = query.get("subject")
  return {
    query: {
      ...listQuery(query),
      ...(action === null ? {} : { action }),
      ...(subject === null ? {} : { subject }),
    },
  }
}
