// What a person has typed for an install, and the request that is made of it.
import type { CallInput } from "@modkeep/contract/client"
import { parse } from "@modkeep/toml/parse"

type Body = CallInput<"installs.create">["body"]

export interface QueryRow {
  readonly id: number
  readonly name: string
  readonly value: string
}

export interface Draft {
  readonly name: string
  readonly access: NonNullable<Body["access"]>
  readonly rows: readonly QueryRow[]
  /** Undefined until something is typed: then the text follows the version that is picked. */
  readonly text: string | undefined
}

export const blankDraft: Draft = { name: "", access: "private", rows: [], text: undefined }

/** Whether there is anything that leaving the page would lose. */
export function isTyped({ name, access, rows, text = "" }: Draft): boolean {
  return (
    access !== blankDraft.access ||
    filledRows(rows).length > 0 ||
    [name, text].some((typed) => typed.trim() !== "")
  )
}

/** Rows of which neither half was filled in are none. */
export function filledRows(rows: readonly QueryRow[]): readonly QueryRow[] {
  return rows.filter(({ name, value }) => name.trim() !== "" || value !== "")
}

const nameForm = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/
/** Parameters of Clarifai's helper; the module's own ones the server knows. */
const credentials = new Set(["pat", "token", "base", "ui", "root_certificates_path"])

export function rowProblem({ name }: QueryRow, rows: readonly QueryRow[]): string | undefined {
  const typed = name.trim()
  if (credentials.has(typed)) {
    return "Credentials and where they are sent belong into the secrets: a link would show them to everybody"
  }
  if (!nameForm.test(typed)) {
    return "Write a name of letters, digits, _, . and -, beginning with a letter or _"
  }
  if (filledRows(rows).filter((row) => row.name.trim() === typed).length > 1) {
    return `"${typed}" stands here twice: keep one`
  }
  return undefined
}

interface Request {
  readonly draft: Draft
  readonly text: string
  readonly version: string
}

export function bodyOf({ draft, text, version }: Request): Body {
  const name = draft.name.trim()
  const query = Object.fromEntries(
    filledRows(draft.rows).map((row) => [row.name.trim(), row.value]),
  )
  // A text of nothing but comments is a document too; only a blank one is none.
  const hasText = text.trim() !== "" || parse(text).document === undefined
  return {
    version,
    access: draft.access,
    query,
    ...(name === "" ? {} : { name }),
    ...(hasText ? { secrets: text } : {}),
  }
}
