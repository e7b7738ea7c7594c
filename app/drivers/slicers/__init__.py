"""Slicers: programs that turn a mesh into what one machine prints. One file each."""
