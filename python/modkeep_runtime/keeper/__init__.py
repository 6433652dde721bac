"""The keeper: parent of every module's interpreter; outlives the server. Single-threaded, so that fork is
safe.
"""
