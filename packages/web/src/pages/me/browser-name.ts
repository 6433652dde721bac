// A browser's name and system out of what it calls itself; browsers name each other for old reasons, so order matters.
import { visibleText } from "#ui/visible-text.ts"

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\b(Macintosh|Mac OS X)\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
]
const OTHER_MAX = 60

export function browserName(text: string | null): string {
  if (text === null || text === "") return "Unknown browser"
  const browser = browsers.find(([form]) => form.test(text))?.[1]
  const system = systems.find(([form]) => form.test(text))?.[1]
  if (browser === undefined) return visibleText(text.slice(0, OTHER_MAX))
  return system === undefined ? browser : `${browser} on ${system}`
}
