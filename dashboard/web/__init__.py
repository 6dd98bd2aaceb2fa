"""The page: the only part that knows Dash and Flask. It decodes a View, asks pure functions, and encodes the answer."""
