// What tests do with the secrets editor of a page: wait for it, read its text, type a value, paste.
import type { Page } from "playwright-core"
import { expect } from "vitest"

/** The editor has taken over from the plain text area. */
export async function waitForEditor(page: Page): Promise<void> {
  await page.locator(".cm-content").waitFor()
}

/** The text as it is drawn: line by line, a stored value as "•••• kept". Only the lines in view. */
export async function secretsText(page: Page): Promise<string> {
  return (await page.locator(".cm-line").allTextContents()).join("\n")
}

/** Goes to the key by the list of variables and types: between the quotes of a blank, over any other value. */
export async function typeValue(page: Page, key: string, value: string): Promise<void> {
  const variables = page.getByRole("region", { name: "Variables" })
  await variables
    .getByRole("button", { name: new RegExp(`^${key.replaceAll(".", "\\.")}\\b`) })
    .click()
  await expect.poll(async () => await hasCaret(page)).toBe(true)
  await page.keyboard.type(value)
}

/** Whether what is typed now goes into the text. */
export async function hasCaret(page: Page): Promise<boolean> {
  return await page.evaluate("document.activeElement.classList.contains('cm-content')")
}

/** Pastes where the caret is, as the browser does for text of another program. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/plain", ${JSON.stringify(text)})
    const init = { clipboardData, bubbles: true, cancelable: true }
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", init))
  })()`)
}
