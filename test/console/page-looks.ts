// Questions about a page's looks, as scripts that run in it. Each answers with what is not as it should be.

/** What is current without a line of its own, or is drawn with that line although it is not: no background is drawn there. */
export const mismarked = `
  [...document.querySelectorAll("nav a, [aria-pressed]")]
    .filter((each) => each.checkVisibility())
    .filter((each) => {
      const { outlineStyle, borderBottomWidth, borderBottomStyle, borderBottomColor } = getComputedStyle(each)
      const isBorder = borderBottomStyle !== "none" && parseFloat(borderBottomWidth) >= 2
      const hasLine = outlineStyle !== "none" || (isBorder && borderBottomColor !== canvas)
      return hasLine !== (each.ariaCurrent !== null || each.ariaPressed === "true")
    })
    .map((each) => each.outerHTML.slice(0, 200))`.replace(
  "canvas",
  "getComputedStyle(document.documentElement).backgroundColor",
)

/** Whatever takes time to change, or goes on by itself. */
export const moving = `
  [...document.querySelectorAll("*")]
    .filter((each) => {
      const { transitionDuration, animationName, animationDuration } = getComputedStyle(each)
      const lasts = (times) => times.split(", ").some((time) => parseFloat(time) > 0)
      return lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration))
    })
    .map((each) => each.outerHTML.slice(0, 200))`

/** What has the focus and is not drawn with a line around it. The editor draws it around all of itself. */
export const unseenFocus = `
  [document.activeElement]
    .filter((each) => each !== null && each !== document.body)
    .filter((each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each.closest(".cm-editor") ?? each)
      return outlineStyle === "none" || parseFloat(outlineWidth) === 0
    })
    .map((each) => each.outerHTML.slice(0, 200))`

/** What makes the page wider than the window, what the window cuts off, and a fact's word that runs into its answer. */
export const sticksOut = `
  (() => {
    const { clientWidth, scrollWidth } = document.documentElement
    const isScrolled = ({ parentElement: parent }) =>
      parent !== null && (getComputedStyle(parent).overflowX === "auto" || isScrolled(parent))
    const cut = [...document.querySelectorAll("a, button, input, select, textarea, p, tbody th, td, h1, h2")]
      .filter((each) => each.checkVisibility() && !isScrolled(each))
      .filter((each) => each.getBoundingClientRect().right > clientWidth + 1)
      .concat([...document.querySelectorAll("dt")].filter((each) => each.scrollWidth > each.clientWidth))
      .map((each) => each.outerHTML.slice(0, 200))
    return scrollWidth > clientWidth ? [scrollWidth + " px in " + clientWidth, ...cut] : cut
  })()`
