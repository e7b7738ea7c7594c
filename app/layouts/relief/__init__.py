"""From a picture to a solid that can be printed: lithophanes, medallions, charms, magnets (layout2d §6)."""
