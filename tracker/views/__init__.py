"""What a browser asks for, one small module per noun.

A view fetches within the user's scope, binds a form, calls one action or query, and renders or redirects. Rules do not
belong here: a view that decides something decides it for itself alone.
"""
