"""How fast the lists and the case page are at 100,000 alerts, beside a floor measured in the same run, and whether they are right.

    python -m bench            a PostgreSQL server of our own, loaded, checked, measured: about ten minutes on two cores
    python -m bench --small    a few thousand alerts, lists checked only, nothing timed
    python -m bench --help     the rest

`words` and `world` say what there is, `load` and `floor_load` write it, `people` are the ten kinds of reader, `oracle` says in SQL
of its own what each may see, `check` compares, `measure` times, `inside` counts statements and profiles, `report` writes the table.
"""
