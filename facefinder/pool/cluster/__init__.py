"""The pool on somebody's Dask cluster."""
