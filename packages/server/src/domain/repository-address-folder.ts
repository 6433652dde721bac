// The folder a module is run in, when a page names only its file: the nearest one above it that is set up as a project of its
// own (it has Streamlit's settings or a list of dependencies), else the repository's root.
const marks = new Set([
  "requirements.txt",
  "pyproject.toml",
  "uv.lock",
  "pylock.toml",
  "environment.yml",
  "Pipfile",
  "Pipfile.lock",
])

/** @param paths of all files; @returns `""` for the root */
export function folderOfModule(paths: readonly string[], entrypoint: string): string {
  const projects = new Set(paths.flatMap(projectOf))
  const steps = entrypoint.split("/").slice(0, -1)
  for (let count = steps.length; count > 0; count--) {
    const folder = steps.slice(0, count).join("/")
    if (projects.has(folder)) return folder
  }
  return ""
}

function projectOf(path: string): string[] {
  const steps = path.split("/")
  if (steps.at(-2) === ".streamlit") return [steps.slice(0, -2).join("/")]
  return marks.has(steps.at(-1) ?? "") ? [steps.slice(0, -1).join("/")] : []
}
