"""The web application: decodes a View, calls pure functions and encodes the answer. The only package that imports Dash and Flask."""
