"""One file a step, named by its number: what a released step does is never changed any more.

A book is copied before a step changes it, and on PostgreSQL the copy holds the columns that this program knows: a step may
add what it likes, and takes a column away only one version after the program has stopped using it.
"""
