"""The HTTP service: `app.create_app()` makes it, `server.serve()` runs it.

`api.py` holds the table of routes, `payloads.py` what they take and give, `openapi.py` describes both, `pages.py` is
for people, `errors.py` says what becomes of errors.
"""
