"""How fast is it, and against what? `python -m benchmarks` says so on your own machine.

A module in this folder with a function `rows` is a group, called by its name (`start_up` is
`start-up`). The first line of its docstring is the group's title; `rows(quick)` yields what it
measured as `report.Row`. Goals are ratios of two things timed in turns in the same run, because
seconds say little on another machine.
"""
