"""The benchmark: every goal for speed beside its floor, both measured in the same run (`script/bench --help`).

A goal is a *case*: one file in `cases/` with one class, named in `cases/__init__.py`. To add one:

1. Make `cases/<subject>.py` with a subclass of `frame.Case`. `key` is the goal's number, `title` one line.
2. `prepare()` makes the data, once. Rows come from `self.rows(default)`, which heeds `--rows`. Files go to
   `frame.folder()`; a database comes from `scratch.fresh(name)` (empty, migrated, with reference data and a store)
   or `scratch.copy_of(template, name=...)`, and `clear()` drops it again.
3. `sides()` returns name -> a call that does the work once and returns `frame.Measured(seconds, facts, amount)`.
   The floor comes first. Each round calls every side once in this order: A B A B. A side that reads files or
   measures memory runs in a process of its own: `frame.in_own_process("bench.cases.reading:read_ours", path=...)`
   calls the function there with Django set up; `frame.timed(call, **facts)` inside it measures seconds and peaks.
   A side that uses a database names it: `in_own_process(..., database="bench_one")`.
4. `goals` lists what must hold: `Ratio("ours", to="floor", at_most=1.2)` compares seconds (per `amount`) round by
   round and takes the median of the ratios; `Most("ours", fact="peak_mb", at_most=350)` bounds a fact of every round.

A benchmark is no test: the tests assert numbers of statements and plans, never time.
"""
