import { expect, test } from "vitest"

import { browserName } from "./browser-name.ts"

const mozilla = "Mozilla/5.0"

test.each([
  [
    `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36`,
    "Chrome on Linux",
  ],
  [
    `${mozilla} (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0`,
    "Edge on Windows",
  ],
  [
    `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1`,
    "Safari on iOS",
  ],
  [`${mozilla} (Macintosh; Intel Mac OS X 14.5; rv:142.0) Firefox/142.0`, "Firefox on macOS"],
  ["curl/8.9", "curl/8.9"],
  [null, "Unknown browser"],
])("%s is shown as %s", (text, name) => {
  expect(browserName(text)).toBe(name)
})
