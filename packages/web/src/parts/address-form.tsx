// The field that everything begins with: a Git address, as it is cloned or as a page of it is copied from the browser.
import { useState } from "react"
import { useNavigate } from "react-router"

import { Button } from "#ui/button.tsx"
import { Form } from "#ui/form.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./address-form.module.css"
import { useOwner } from "./use-owner.ts"

export function AddressForm() {
  const [address, setAddress] = useState("")
  const [problem, setProblem] = useState<string>()
  const navigate = useNavigate()
  const { owner } = useOwner()
  const goOn = () => {
    const git = address.trim()
    if (git === "") {
      setProblem("Paste the address of the repository")
      return
    }
    const query = new URLSearchParams({ git, ...(owner === undefined ? {} : { owner }) })
    void navigate(`/modules/new?${query}`)
  }
  return (
    <Form className={styles["form"]} onSubmit={goOn}>
      <TextInput
        label="Git address"
        hint="A clone address, or the address of a commit, branch, folder or file in your browser"
        placeholder="https://github.com/you/your-module"
        inputMode="url"
        problem={problem}
        isMono
        value={address}
        onValue={setAddress}
      />
      <Button type="submit" kind="primary">
        Read the repository
      </Button>
    </Form>
  )
}
