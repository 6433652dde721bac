// Which files of a commit the scan wants to see: Python files below the root directory, and the settings that belong to them.
const foreignFolders = /(?:^|\/)(?:\.venv|venv|node_modules|site-packages|__pycache__|\.git)\//
const settings = new Set(["modkeep.toml", ".streamlit/config.toml"])
// The largest module met has 300 Python files; beyond this the first ones in order are read.
const filesMax = 2_000

export function scannedPaths(paths: readonly string[], directory: string): string[] {
  const prefix = directory === "" ? "" : `${directory}/`
  return paths
    .filter((path) => path.startsWith(prefix) && !foreignFolders.test(path))
    .filter((path) => path.endsWith(".py") || settings.has(path.slice(prefix.length)))
    .slice(0, filesMax)
}
