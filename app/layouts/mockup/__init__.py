"""How a thing will look in the buyer's hands: pictures drawn from its print, on a table, a door or a wall."""
