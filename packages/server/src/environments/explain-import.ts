// A failed import in plain words, with its most likely mends first.
import type { ImportOutcome } from "./try-imports.ts"
import { knownPackageFor, packageFor } from "./known-packages.ts"

export interface ImportExplanation {
  readonly sentence: string
  readonly mends: readonly string[]
}

const library = /(?<name>lib[\w.+-]+\.so(?:\.\d+)*): cannot open shared object file/u

export function explainImport(outcome: ImportOutcome): ImportExplanation {
  if (outcome.state === "crashed") {
    return {
      sentence: `importing "${outcome.module}" ended the interpreter: ${outcome.message}`,
      mends: ["pin another release of that package", "choose another Python"],
    }
  }
  if (outcome.missing !== "") return missingModule(outcome)
  const missingLibrary = library.exec(outcome.message)?.groups?.["name"]
  if (missingLibrary !== undefined) return systemLibrary(outcome, missingLibrary)
  if (
    /numpy/iu.test(outcome.message) &&
    /numpy\.core|NumPy 2|numpy\.dtype size changed|_ARRAY_API/u.test(outcome.message)
  ) {
    return {
      sentence: `"${outcome.module}" and numpy are of different times (${short(outcome.message)})`,
      mends: ["resolve as of the commit's date", "pin numpy<2"],
    }
  }
  if (/Descriptors cannot (?:not )?be created directly/u.test(outcome.message)) {
    return {
      sentence: `"${outcome.module}" needs an older protobuf than the one resolved`,
      mends: ["pin protobuf<3.21", "resolve as of the commit's date"],
    }
  }
  return {
    sentence: `importing "${outcome.module}" fails with ${outcome.kind}: ${short(outcome.message)}`,
    mends: ["resolve as of the commit's date", "pin another release of that package"],
  }
}

function missingModule({ module, missing }: ImportOutcome): ImportExplanation {
  const isOwn = missing === module || module.startsWith(`${missing}.`)
  const wanted = isOwn ? module : missing
  const known = knownPackageFor(wanted)
  const anyway = "deploy it anyway, if the code works without it"
  if (missing.includes(".") && known === undefined) {
    const parent = missing.split(".")[0] ?? missing
    return {
      sentence: `the installed release of "${parent}" has no "${missing}"${isOwn ? "" : `, which "${module}" needs`}`,
      mends: [`pin a release of ${parent} that has it`, anyway],
    }
  }
  const { requirement, why } = known ?? packageFor(wanted)
  const reason = why === undefined ? "" : ` (${why})`
  return {
    sentence: isOwn
      ? `no package brings "${missing}"${reason}`
      : `"${module}" itself needs "${missing}", which no package brings${reason}`,
    mends: [`add the package ${requirement}`, anyway],
  }
}

function systemLibrary(outcome: ImportOutcome, missing: string): ImportExplanation {
  if (/^libGL|^libgthread|^libglib/u.test(missing)) {
    return {
      sentence: `"${outcome.module}" needs the system library ${missing}, which belongs to a screen and is not on this server`,
      mends: [
        "depend on opencv-python-headless instead of opencv-python",
        `install ${missing} on this server (Debian: libgl1, libglib2.0-0)`,
      ],
    }
  }
  return {
    sentence: `"${outcome.module}" needs the system library ${missing}, which is not on this server`,
    mends: [`install ${missing} on this server`, "choose a release whose wheel brings it"],
  }
}

function short(message: string): string {
  const line = message.replaceAll(/\s+/gu, " ").trim()
  return line.length > 300 ? `${line.slice(0, 300)} …` : line
}
