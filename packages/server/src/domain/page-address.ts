// Where the page of an install lives: one origin per install, a label below the apps domain.
import type { InstallId } from "@modkeep/contract/ids"

interface Site {
  /** Its scheme and port are those of every page. */
  readonly publicUrl: URL
  readonly appsDomain: string
}

/** The page's origin, without a slash at its end. */
export function pageOrigin({ publicUrl, appsDomain }: Site, install: InstallId): string {
  const port = publicUrl.port === "" ? "" : `:${publicUrl.port}`
  return `${publicUrl.protocol}//${install.replaceAll("_", "-")}.${appsDomain}${port}`
}
