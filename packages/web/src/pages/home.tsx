// `/` is the list of modules.
import { redirect } from "react-router"

export function loader(): Response {
  return redirect("/modules")
}
