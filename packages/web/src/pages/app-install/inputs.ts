// How the page's reads are asked for, in its loader and its parts, and what of them stands in the address.
const LIMIT = 200

export interface Choice {
  readonly module: string | undefined
  readonly version: string | undefined
}

export function readChoice(query: URLSearchParams): Choice {
  return { module: query.get("module") ?? undefined, version: query.get("version") ?? undefined }
}

/** Of all owners: an app takes what is shared with it too. */
export const modulesInput = { query: { limit: LIMIT } }

export function appInput(app: string | undefined) {
  return { params: { id: app ?? "" } }
}

export function versionsInput(module: string) {
  return { params: { id: module }, query: { limit: LIMIT } }
}
