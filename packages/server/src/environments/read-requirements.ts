// Reads a requirements.txt with what it includes. Only plain requirements come out; addresses, paths and variables are refused.
//
// Options that would send the resolve to another index are left out with a warning: packages come from this server's index.
import { posix } from "node:path"

import { Fault } from "#base/fault.ts"

import { parseRequirement } from "./requirement.ts"
import type { SourceFiles } from "./source-files.ts"

export interface Requirements {
  readonly requirements: readonly string[]
  readonly constraints: readonly string[]
  readonly warnings: readonly string[]
}

interface Reading {
  readonly files: SourceFiles
  readonly requirements: string[]
  readonly constraints: string[]
  readonly warnings: string[]
  readonly seen: Set<string>
}

const includesMax = 50
const linesMax = 20_000
const otherIndexOption =
  /^(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--no-index)(?:[=\s]|$)/u
const harmlessOption =
  /^(?:-U|--upgrade|--pre|--prefer-binary|--no-binary|--only-binary|--require-hashes|--use-feature|--no-cache-dir|--no-deps)(?:[=\s]|$)/u

export async function readRequirements(files: SourceFiles, path: string): Promise<Requirements> {
  const reading: Reading = {
    files,
    requirements: [],
    constraints: [],
    warnings: [],
    seen: new Set(),
  }
  await readInto(reading, path, "requirements")
  return reading
}

async function readInto(
  reading: Reading,
  path: string,
  kind: "requirements" | "constraints",
): Promise<void> {
  if (reading.seen.has(path)) return
  reading.seen.add(path)
  if (reading.seen.size > includesMax) {
    throw refused(path, 1, `more than ${includesMax} files are included`, "include fewer files")
  }
  const text = await reading.files.read(path)
  if (text === undefined) {
    throw refused(path, 1, "there is no such UTF-8 text file in the commit", "add it to the commit")
  }
  const lines = logicalLines(text)
  if (lines.length > linesMax) throw refused(path, linesMax, "the file is too long", "shorten it")
  for (const { line, number } of lines) {
    const include = /^(?<option>-r|-c|--requirement|--constraint)[=\s]*(?<target>.+)$/u.exec(line)
    if (include === null) {
      takeLine(reading, kind, { path, line, number })
      continue
    }
    const target = insideTree(path, include.groups?.["target"] ?? "", number)
    const bounds = (include.groups?.["option"] ?? "").replaceAll("-", "").startsWith("c")
    await readInto(reading, target, bounds ? "constraints" : kind)
  }
}

function takeLine(
  reading: Reading,
  kind: "requirements" | "constraints",
  at: { path: string; line: string; number: number },
): void {
  const { path, line, number } = at
  if (otherIndexOption.test(line)) {
    const option = line.split(/[=\s]/u)[0] ?? ""
    reading.warnings.push(
      `${path}:${number}: ${option} is left out: packages come from this server's index`,
    )
  } else if (/^(?:(?:-e|--editable)[=\s]*)?\.\/?$/u.test(line)) {
    reading.warnings.push(
      `${path}:${number}: the repository itself is not installed as a package; its files are used where they lie`,
    )
  } else if (harmlessOption.test(line)) {
    reading.warnings.push(`${path}:${number}: ${line.split(/[=\s]/u)[0]} has no effect here`)
  } else if (parseRequirement(line) === undefined) {
    throw unreadable(path, number, line)
  } else {
    reading[kind].push(line)
  }
}

function logicalLines(text: string): { line: string; number: number }[] {
  const lines: { line: string; number: number }[] = []
  let held = ""
  let start = 1
  for (const [at, raw] of text
    .replace(/^\uFEFF/u, "")
    .split(/\r\n|\r|\n/u)
    .entries()) {
    if (held === "") start = at + 1
    const comment = raw.search(/(?:^|\s)#/u)
    const content = comment === -1 ? raw : raw.slice(0, comment)
    if (comment === -1 && content.trimEnd().endsWith("\\")) {
      held += `${content.trimEnd().slice(0, -1)} `
      continue
    }
    const line = (held + content).trim()
    held = ""
    if (line !== "") lines.push({ line, number: start })
  }
  if (held.trim() !== "") lines.push({ line: held.trim(), number: start })
  return lines
}

function insideTree(from: string, target: string, number: number): string {
  const wanted = target.trim().replace(/^["'](?<inner>.*)["']$/u, "$<inner>")
  const path = posix.normalize(posix.join(posix.dirname(from), wanted))
  if (
    wanted === "" ||
    /^[a-z+]+:/iu.test(wanted) ||
    posix.isAbsolute(wanted) ||
    path.startsWith("..")
  ) {
    throw refused(
      from,
      number,
      `it includes "${shown(wanted)}"`,
      "include files of this repository only",
    )
  }
  return path
}

function unreadable(path: string, number: number, line: string): Fault {
  if (/^(?:-e|--editable)|^\.{0,2}\/|^file:|@\s*file:/u.test(line)) {
    return refused(
      path,
      number,
      "it installs from a folder",
      "name a published package and its version",
    )
  }
  if (/(?:git|hg|svn|bzr)\+|:\/\//u.test(line)) {
    return refused(
      path,
      number,
      "it installs from an address, not from the package index",
      "name a published package and its version, or put the package's folder into the repository",
    )
  }
  return refused(path, number, `"${shown(line)}" is not a requirement`, "write it as name==version")
}

function refused(path: string, number: number, reason: string, mend: string): Fault {
  return new Fault("environment.dependencies", {
    public: `Cannot use ${path}, line ${number}: ${reason}. Mend: ${mend}`,
    problem: { file: path, line: number, mends: [mend] },
  })
}

// An address may carry a password before its host; nothing of it is repeated.
function shown(text: string): string {
  return text
    .replaceAll(/\/\/[^/@\s]*@/gu, "//***@")
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, 120)
}
