"""mainstay: an open digital twin of critical supply chains."""
