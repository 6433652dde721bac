// The people of a server: invited, made operators and removed by its operators.
import { z } from "zod"

import { userId } from "../ids.ts"
import { route } from "../route.ts"
import { nameFilter, pageOf, pageQuery } from "../schemas/common.ts"
import { person, personCreate, personCreated, personPatch, signInLink } from "../schemas/people.ts"

const params = z.object({ id: userId })
const tag = "People"

export const peopleRoutes = {
  "people.list": route({
    method: "GET",
    path: "/people",
    summary: "List the people of this server",
    tag,
    scope: "operator",
    query: z.object({ ...pageQuery, ...nameFilter }),
    status: 200,
    answer: pageOf(person),
    faults: [],
  }),
  "people.create": route({
    method: "POST",
    path: "/people",
    summary: "Invite somebody, who gets a one-time sign-in link and an owner of their own",
    tag,
    scope: "operator",
    body: personCreate,
    status: 201,
    answer: personCreated,
    idempotency: "never",
    faults: ["user.name_taken"],
  }),
  "people.update": route({
    method: "PATCH",
    path: "/people/{id}",
    summary: "Make somebody an operator, or no longer one",
    tag,
    scope: "operator",
    params,
    body: personPatch,
    status: 200,
    answer: person,
    faults: ["user.not_found", "operator.last"],
  }),
  "people.link": route({
    method: "POST",
    path: "/people/{id}/link",
    summary: "Make a new one-time sign-in link for somebody who lost password or link",
    tag,
    scope: "operator",
    params,
    status: 201,
    answer: signInLink,
    idempotency: "never",
    faults: ["user.not_found"],
  }),
  "people.delete": route({
    method: "DELETE",
    path: "/people/{id}",
    summary: "Remove somebody; what they alone owned goes to whoever removes them",
    tag,
    scope: "operator",
    params,
    status: 204,
    faults: ["user.not_found", "operator.last"],
  }),
}
