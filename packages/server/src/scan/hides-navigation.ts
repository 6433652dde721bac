// Where a module hides Streamlit's own navigation: by a style in its code, by `st.navigation(position="hidden")`, or by its
// configuration.
import { parse } from "@modkeep/toml/parse"
import type { FileFacts } from "./file-facts.ts"
import type { SourceFile } from "./parse-files.ts"
import type { Scan } from "./scan.ts"

export function hidesNavigation(
  reached: readonly FileFacts[],
  settings: SourceFile | undefined,
): Scan["hidesNavigation"] {
  for (const { path, hidesNavigation } of reached) {
    if (hidesNavigation !== null) return { file: path, line: hidesNavigation }
  }
  const document = settings === undefined ? undefined : parse(settings.bytes).document
  const leaf = document?.leaves.find(
    ({ keyPath }) => keyPath.join(".") === "client.showSidebarNavigation",
  )
  if (settings === undefined || leaf === undefined) return undefined
  return leaf.value.kind === "boolean" && !leaf.value.value
    ? { file: settings.path, line: leaf.keyRange.line }
    : undefined
}
