// From an address to everything a version is decided on: the pinned commit, its files, the template, what the code reads.
//
// Nothing is stored. The order is the one a person sees: resolving, reading the template, scanning the code.
import { createHash } from "node:crypto"

import type { SourceStep, TemplateStep } from "@modkeep/contract/schemas/template"
import { type Template, prepareTemplate } from "@modkeep/toml/template"

import { Fault } from "#base/fault.ts"
import { Sealed } from "#base/sealed.ts"
import { parseEntrypoint } from "#domain/entrypoint.ts"
import type { CommitFiles } from "#git/commit-files.ts"
import type { GitCredential } from "#git/git.ts"
import type { Scan } from "#scan/scan.ts"

import type { Context } from "./context.ts"
import { type Located, type LocateRequest, locateSource } from "./locate-source.ts"
import { scanSource } from "./scan-source.ts"

export interface SourceRequest extends LocateRequest {
  readonly entrypoint?: string | undefined
  /** Looking only: an entry point that this commit has no more is no reason to refuse the rest. */
  readonly mayLackEntrypoint?: boolean
  /** Told as each step begins, and with its time as it ends. */
  readonly onStep?: ((step: StepEvent) => void) | undefined
}

export type StepEvent = Omit<TemplateStep, "kind">

export interface Source extends Located {
  readonly entrypoint: string | undefined
  readonly template: SourceTemplate
  readonly scan: Scan
}

export interface SourceTemplate extends Template {
  readonly path: string
  /** True when there is a file that can be read as text. */
  readonly found: boolean
  /** Why a file that is there was not read. */
  readonly note: string | undefined
}

export async function readSource(
  context: Pick<Context, "git" | "findPython" | "clock">,
  request: SourceRequest,
): Promise<Source> {
  const timed = timer(context, request)
  const { address, commit, files, directory } = await timed(
    "resolve",
    async () => await locateSource(context, request),
  )
  const wanted =
    request.entrypoint ??
    commit.entrypoint ??
    address.entrypoint ??
    request.usual?.entrypoint ??
    undefined
  const template = await timed("template", async () => await readTemplate(files, directory))
  const { signal } = request
  const scan = await timed(
    "scan",
    async () => await scanSource(context, { files, directory, entrypoint: wanted, signal }),
  )
  const entrypoint = (path: string) => {
    const there = relativeTo(directory, parseEntrypoint(path), files)
    if (there === undefined && request.mayLackEntrypoint !== true)
      throw noEntrypoint(path, directory)
    return there ?? scan.entrypoints[0]
  }
  return {
    address,
    commit,
    files,
    directory,
    entrypoint: wanted === undefined ? scan.entrypoints[0] : entrypoint(wanted),
    template,
    scan,
  }
}

function timer({ clock }: Pick<Context, "clock">, { onStep, signal }: SourceRequest) {
  return async <Result>(step: SourceStep, work: () => Promise<Result>): Promise<Result> => {
    signal?.throwIfAborted()
    const begunAt = clock.now()
    onStep?.({ step, state: "running", ms: null })
    const result = await work()
    onStep?.({ step, state: "done", ms: Math.max(0, Math.round(clock.now() - begunAt)) })
    return result
  }
}

async function readTemplate(files: CommitFiles, directory: string): Promise<SourceTemplate> {
  const read = await files.readTemplate(directory)
  if (read.bytes !== undefined) {
    return { ...prepareTemplate(read.bytes), path: read.path, found: true, note: undefined }
  }
  const note = read.problem === undefined ? undefined : `${read.path} ${reasons[read.problem]}`
  return { text: "", document: undefined, diagnostics: [], path: read.path, found: false, note }
}

const reasons = {
  symlink: "is a link, which is not followed: the text area starts empty. Commit the file itself",
  submodule:
    "lies in a submodule, which is not fetched: the text area starts empty. Commit the file itself",
  lfs: "is kept in Git LFS: the text area starts empty. Commit the file itself",
  too_large: "is over 64 KiB, more than a document may have: the text area starts empty",
  not_utf8: "is not UTF-8: the text area starts empty. Save it as UTF-8",
  folder: "is a folder: the text area starts empty",
  other: "is no regular file: the text area starts empty",
} as const

/** The entry point is kept relative to the root directory; a path from the repository's root is understood too. */
function relativeTo(directory: string, path: string, files: CommitFiles): string | undefined {
  const inside = directory === "" ? path : `${directory}/${path}`
  if (files.find(inside) !== undefined) return path
  const prefix = `${directory}/`
  if (directory !== "" && path.startsWith(prefix) && files.find(path) !== undefined)
    return path.slice(prefix.length)
  return undefined
}

function noEntrypoint(path: string, directory: string): Fault {
  const where = directory === "" ? "" : ` in "${directory}"`
  return new Fault("version.entrypoint", {
    public: `The commit has no file "${path}"${where}. Name the module's script as it stands in the root directory`,
  })
}

/** A credential that came with the request and is not stored. */
export function credentialOf({
  kind,
  value,
}: {
  kind: GitCredential["kind"]
  value: string
}): GitCredential {
  return {
    id: `request-${createHash("sha256").update(`${kind} ${value}`).digest("hex").slice(0, 16)}`,
    kind,
    value: new Sealed(value),
  }
}
