"""The launcher: runs Streamlit in its own process and keeps that process's secrets up to date. Standard
library and Streamlit only.
"""
