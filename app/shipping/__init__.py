"""Parcels: packing, labels, waybills, and the way to a buyer who has unboxed and accepted."""
