// Says why a page offers nothing to change, and who can.
export function OnlyLooking() {
  return (
    <p>
      You may look at this but not change it. Ask one of the managers if something has to change.
    </p>
  )
}
