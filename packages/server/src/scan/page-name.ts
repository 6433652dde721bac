// The name of a page as Streamlit makes it from a file's name: `1_📈_Plotting_demo.py` is `Plotting_demo`, titled
// "Plotting demo". The rule: streamlit/source_util.py, `page_icon_and_name`, the same from 1.22 to 1.67.
const filePattern = /^(\d*)[_ -]*(.*)\.py$/s
const leadingEmoji = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)[_ \-]*/v

export interface PageName {
  /** In the page's address. */
  readonly path: string
  readonly title: string
  /** What Streamlit sorts by: pages without a number come last. */
  readonly order: number
}

/** @param fileName without its folders */
export function pageName(fileName: string): PageName {
  const [, number = "", rest = ""] = filePattern.exec(fileName) ?? []
  const label = rest.replace(leadingEmoji, "").replace(/[_ ]+/g, "_").trim() || number
  return {
    path: label,
    title: label.replaceAll("_", " "),
    order: number === "" ? Number.POSITIVE_INFINITY : Number(number),
  }
}
