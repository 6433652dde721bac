// Signing in to the console. The session itself travels as a cookie and is in no body.
import { z } from "zod"

/** A one-time sign-in link, as its address or as the text in it. */
export const sessionBegin = z.object({ link: z.string().min(1).max(2000) })
