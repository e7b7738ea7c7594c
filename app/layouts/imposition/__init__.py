"""How pieces lie on sheets and rolls."""
