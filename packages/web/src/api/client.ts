// The one client of the console: same origin, signed in by the cookie that the browser sends along.
import { Client } from "@modkeep/contract/client"

export const client = new Client({ server: location.origin })
