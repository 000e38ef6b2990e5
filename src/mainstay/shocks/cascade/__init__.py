"""Systemic risk of every firm: what stops if one firm stops (ESRI, Diem et al. 2022).

A firm that stops takes with it what its buyers cannot make without it (downstream) and what its
suppliers cannot sell any more (upstream). ``essential`` says which inputs a buyer cannot do
without, ``prepare`` turns a net into shares, ``reference`` is the algorithm in NumPy, ``fast`` the
same in Numba, ``score`` runs either and reports tolerance, sweeps and residual beside each score.
"""
