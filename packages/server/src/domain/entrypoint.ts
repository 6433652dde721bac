// The grammar of an entry point: a Python file inside the version's root directory.
import { Fault } from "#base/fault.ts"

import { isRepositoryPath } from "./repository-path.ts"

/** @throws Fault version.entrypoint */
export function parseEntrypoint(text: string): string {
  const path = text.trim().replace(/^\.\/+/, "")
  if (isRepositoryPath(path) && path.endsWith(".py")) return path
  throw new Fault("version.entrypoint", {
    public:
      'This is not a Python file inside the repository. Write it from the root directory, such as "streamlit_app.py"',
  })
}
