// What a hostile text would do to a page, looked for: something that runs, characters left unseen, headings that are covered.
import type { Page } from "playwright-core"

/** A script that a text could start calls `canary`; what the policy stops is told too. */
export async function watch(page: Page, happened: string[]): Promise<void> {
  const context = page.context()
  await context.exposeFunction("canary", () => happened.push("ran"))
  await context.exposeFunction("refused", (what: string) => happened.push(`refused ${what}`))
  await context.addInitScript(`addEventListener("securitypolicyviolation", (event) => {
    refused(event.effectiveDirective + " " + event.blockedURI)
  })`)
  page.on("dialog", (dialog) => {
    happened.push(`dialog ${dialog.type()}`)
    void dialog.dismiss()
  })
}

/** Nothing is on its way any more, and the editor has taken over from the plain text area. */
export const isSettled = `document.querySelector("[aria-busy=true], [role=status][aria-label^=Loading], main textarea[aria-label^=Secrets]") === null`

/** Texts and labels that hold a character which hides or reorders others. */
export const unseenTexts = `(() => {
  const unseen = /[\\u202A-\\u202E\\u2066-\\u2069\\u200B-\\u200F\\u0000-\\u0008\\u001B\\u007F]/
  const found = unseen.test(document.title) ? ["title: " + document.title] : []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === 3) {
      if (node.parentElement.localName !== "textarea" && unseen.test(node.data)) found.push(node.data)
      continue
    }
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (unseen.test(node.getAttribute(name) ?? "")) found.push(name + ": " + node.getAttribute(name))
  }
  return found
})()`

/** What lies over the page's heading, and text that is wider than what holds it. */
export const overlaps = `(() => {
  const heading = document.querySelector("h1")
  const box = heading.getBoundingClientRect()
  const found = [...document.querySelectorAll("h1, h2, h3")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
    .map((each) => "wide: " + each.textContent)
  for (const other of document.querySelectorAll("main a, main button, header nav a")) {
    if (heading.contains(other) || other.closest("[hidden]")) continue
    const that = other.getBoundingClientRect()
    if (that.width === 0) continue
    const isApart = that.right <= box.left + 1 || that.left >= box.right - 1 || that.bottom <= box.top + 1 || that.top >= box.bottom - 1
    if (!isApart) found.push("over the heading: " + other.textContent)
  }
  return found
})()`
