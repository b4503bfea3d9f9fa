"""The demo house: three months of a dealership's customer care, lived through the verbs with `now` in the past.

`loading.load` plays day after day in order of time; what happens is drawn from the store's day alone, so two loads
of one day give the same house, and a later hour of the same day only continues it.
"""
