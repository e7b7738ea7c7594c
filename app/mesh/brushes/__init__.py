"""Brushes that change a mesh under the pointer: shape and colour. NumPy only, so that the window itself may use them."""
