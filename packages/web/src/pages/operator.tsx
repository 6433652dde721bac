// `/operator` begins with the keys.
import { redirect } from "react-router"

export function loader(): Response {
  return redirect("/operator/keys")
}
