import streamlit as st

st.text(st.secrets["NAME"])
