"""Forms: what may be typed, and the Chinese sentence beside the field when it may not. Thin; one module per noun."""
