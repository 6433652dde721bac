// Every page of docs/reference/ by file name, as it has to be for the code as it is.
import { apiPage } from "./api-page.ts"
import { cliPage } from "./cli-page.ts"
import { faultsPage } from "./faults-page.ts"
import { messagesPage } from "./messages-page.ts"
import { settingsPage } from "./settings-page.ts"

export async function referencePages(): Promise<Record<string, string>> {
  return {
    "api.md": apiPage(),
    "cli.md": await cliPage(),
    "faults.md": faultsPage(),
    "messages.md": messagesPage(),
    "settings.md": settingsPage(),
  }
}
