"""Code lists and links between them: countries, goods, industries."""
