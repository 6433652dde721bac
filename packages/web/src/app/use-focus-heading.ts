// After a navigation focus is on the new page's heading, so that keyboard and screen reader start where the eye does.
import { useEffect, useRef } from "react"
import { NavigationType, useLocation, useNavigationType } from "react-router"

export function useFocusHeading(): void {
  const { pathname } = useLocation()
  const kind = useNavigationType()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    const heading = document.querySelector<HTMLElement>("main h1")
    // Back and forward keep the place that the browser remembers.
    heading?.focus({ preventScroll: true })
    if (kind !== NavigationType.Pop) globalThis.scrollTo(0, 0)
  }, [pathname, kind])
}
