"""The message catalogue: what the source says in English, and that every sentence of it has its Chinese.

A development tool: it needs Babel, which only requirements-dev.txt installs.
"""
