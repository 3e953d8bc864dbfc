### The authorize pages.
