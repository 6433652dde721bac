// The pages of a module: those it names itself (`st.navigation`), else the files of the `pages` folder beside its entry point.
import { posix } from "node:path"
import type { FileFacts } from "./file-facts.ts"
import type { ModuleFiles } from "./module-files.ts"
import { type PageName, pageName } from "./page-name.ts"
import type { ScannedPage } from "./scan.ts"

export function findPages(
  files: readonly FileFacts[],
  own: ModuleFiles,
  entrypoint: string,
): ScannedPage[] {
  const named = namedPages(own, entrypoint)
  return named.length > 0 ? named : folderPages(files, entrypoint)
}

function namedPages(own: ModuleFiles, entrypoint: string): ScannedPage[] {
  const reached = [...own.reached([entrypoint])].flatMap((path) => own.get(path) ?? [])
  if (!reached.some(({ navigation }) => navigation !== null)) return []
  const pages = reached.flatMap((file) => file.pages)
  const first = pages.find(({ isDefault }) => isDefault) ?? pages[0]
  return pages.flatMap((page) => {
    const file = page.file === null ? undefined : posix.join(posix.dirname(entrypoint), page.file)
    const name = file === undefined ? nameOfFunction(page.function) : pageName(posix.basename(file))
    if (name === undefined && page.title === null) return []
    return {
      path: page === first ? "" : (page.path ?? name?.path ?? ""),
      title: page.title ?? name?.title ?? "",
      ...(file === undefined ? {} : { file }),
    }
  })
}

function nameOfFunction(name: string | null): Pick<PageName, "path" | "title"> | undefined {
  return name === null ? undefined : { path: name, title: name.replaceAll("_", " ") }
}

function folderPages(files: readonly FileFacts[], entrypoint: string): ScannedPage[] {
  const folder = posix.join(posix.dirname(entrypoint), "pages")
  const pages = files
    .filter(({ path }) => posix.dirname(path) === folder && isPage(posix.basename(path)))
    .map(({ path }) => ({ file: path, name: pageName(posix.basename(path)) }))
    .sort((a, b) => a.name.order - b.name.order || compareText(a.name.path, b.name.path))
    .map(({ file, name }) => ({ path: name.path, title: name.title, file }))
  return [
    { path: "", title: pageName(posix.basename(entrypoint)).title, file: entrypoint },
    ...pages,
  ]
}

function isPage(fileName: string): boolean {
  return fileName !== "__init__.py" && !fileName.startsWith(".")
}

// `Infinity - Infinity` is NaN, which is falsy: pages without numbers fall through to here as well.
function compareText(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}
