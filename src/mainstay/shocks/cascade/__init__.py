"""Systemic risk of every firm: what stops if one firm stops (ESRI, Diem et al. 2022).

A firm that stops takes with it what its buyers cannot make without it (downstream) and what its
suppliers cannot sell any more (upstream).

- Before: ``essential`` says which inputs a buyer cannot do without, ``residual`` splits firms that
  stand for several, ``prepare`` turns a net into shares, ``first_losses`` says what is lost
  at first.
- Plain way: ``reference``, the algorithm in NumPy.
- Fast way: ``fast`` hands scenarios to threads, ``layout`` orders the numbers in memory, ``lanes``
  runs a scenario alone (``kernels``) and then eight abreast (``sweeps``), ``signatures`` says
  what Numba compiles all of it for.
- Answer: ``score`` runs either way and keeps tolerance, sweeps and residual beside each score,
  ``engine`` makes tables of it.
"""
