// The two modules that starts and memory are measured with: one that shows a text, one with a table and a chart.
export const modules = {
  hello: `import streamlit as st
st.text("value " + st.secrets["API_KEY"])
`,
  pandas: `import numpy as np
import pandas as pd
import streamlit as st
st.text("value " + st.secrets["API_KEY"])
table = pd.DataFrame(np.arange(200).reshape(50, 4), columns=list("abcd"))
st.dataframe(table)
st.line_chart(table)
`,
} as const

export type ModuleName = keyof typeof modules
export const moduleNames = ["hello", "pandas"] as const satisfies readonly ModuleName[]
