### The frame of all pages, and the pages on which people come in.

frame-sign-in = Sign in (es)
