// The console's session and the account behind it: begun with a one-time link or a password, ended by its holder. For browsers;
// programs send a token.
import { z } from "zod"

import { sessionId } from "../ids.ts"
import { route } from "../route.ts"
import { pageOf, pageQuery } from "../schemas/common.ts"
import { me } from "../schemas/identity.ts"
import {
  meUpdate,
  passwordSet,
  session,
  sessionBegin,
  sessionRefresh,
  sessionState,
} from "../schemas/session.ts"

const tag = "Session"

export const sessionRoutes = {
  "session.get": route({
    method: "GET",
    path: "/session",
    summary: "Show who is signed in to the console, and whether this is the first start",
    tag,
    scope: "public",
    status: 200,
    answer: sessionState,
    faults: [],
  }),
  "session.begin": route({
    method: "POST",
    path: "/session",
    summary:
      "Sign in to the console with a link or with name and password: the answer sets its cookie",
    tag,
    scope: "public",
    body: sessionBegin,
    status: 204,
    idempotency: "never",
    faults: ["sign_in.link_spent", "sign_in.refused", "permission.origin"],
  }),
  "session.end": route({
    method: "DELETE",
    path: "/session",
    summary: "Sign out of the console",
    tag,
    scope: "any",
    status: 204,
    faults: ["permission.origin"],
  }),
  "session.refresh": route({
    method: "POST",
    path: "/session/fresh",
    summary:
      "Show again who one is, as reading a value needs it: renews the sign-in of this session",
    tag,
    scope: "any",
    body: sessionRefresh,
    status: 204,
    idempotency: "never",
    faults: ["sign_in.refused", "sign_in.no_password", "permission.origin"],
  }),
  "password.set": route({
    method: "PUT",
    path: "/me/password",
    summary: "Set one's password; within ten minutes of a sign-in by link, without the current one",
    tag,
    scope: "any",
    body: passwordSet,
    status: 204,
    faults: [
      "password.weak",
      "sign_in.refused",
      "sign_in.stale",
      "user.name_taken",
      "permission.origin",
    ],
  }),
  "me.update": route({
    method: "PATCH",
    path: "/me",
    summary: "Change the name one signs in with",
    tag,
    scope: "any",
    body: meUpdate,
    status: 200,
    answer: me,
    faults: ["user.name_taken", "permission.origin"],
  }),
  "sessions.list": route({
    method: "GET",
    path: "/me/sessions",
    summary: "List where one is signed in, newest first",
    tag,
    scope: "tokens",
    query: z.object(pageQuery),
    status: 200,
    answer: pageOf(session),
    faults: [],
  }),
  "sessions.delete": route({
    method: "DELETE",
    path: "/me/sessions/{id}",
    summary: "End one session",
    tag,
    scope: "tokens",
    params: z.object({ id: sessionId }),
    status: 204,
    faults: ["session.not_found"],
  }),
}
