"""Facts compiled into the net, and the linear algebra that every question needs."""
