// The Python that a repository asks for: `.python-version`, then `runtime.txt`, then a README front matter (Hugging Face Spaces).
import type { RequestedPython } from "./dependencies.ts"
import type { SourceFiles } from "./source-files.ts"

export async function requestedPython(
  files: SourceFiles,
  folders: readonly string[],
): Promise<RequestedPython | undefined> {
  for (const [name, read] of readers) {
    for (const folder of folders) {
      const file = `${folder}${name}`
      const version = read((await files.read(file)) ?? "")
      if (version !== undefined) return { version, file }
    }
  }
  return undefined
}

const readers: readonly [string, (text: string) => string | undefined][] = [
  [
    ".python-version",
    (text) =>
      /^\s*(?:cpython-|python-)?(?<v>3\.\d{1,2}(?:\.\d{1,2})?)\s*$/imu.exec(text)?.groups?.["v"],
  ],
  [
    "runtime.txt",
    (text) => /^\s*python-?(?<v>3\.\d{1,2}(?:\.\d{1,2})?)\s*$/imu.exec(text)?.groups?.["v"],
  ],
  ["README.md", frontMatter],
]

function frontMatter(text: string): string | undefined {
  const head =
    /^\uFEFF?---\r?\n(?<head>[\s\S]{0,8000}?)\r?\n---/u.exec(text)?.groups?.["head"] ?? ""
  return /^python_version:\s*["']?(?<v>3\.\d{1,2}(?:\.\d{1,2})?)["']?\s*$/mu.exec(head)?.groups?.[
    "v"
  ]
}
