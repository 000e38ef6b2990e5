"""The engine ``commodity``: expected loss from a cut in the trade of a material.

Three steps: the world market after a cut (:mod:`.market`, :mod:`.welfare`), the industries whose
product lines lack the material (:mod:`.lines`), and the final use that an economy of fixed
technology can no longer serve (:mod:`.rationing`).
"""
