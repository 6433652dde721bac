// The places of the operator.
import { Tabs } from "#ui/tabs.tsx"

export function OperatorTabs() {
  return (
    <Tabs
      label="Operator"
      tabs={[
        { to: "/operator/keys", label: "Keys" },
        { to: "/operator/people", label: "People" },
        { to: "/operator/doctor", label: "Doctor" },
      ]}
    />
  )
}
