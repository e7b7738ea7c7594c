"""What stands around all rooms: the bar at the top, the workplaces that rooms give their pages to, the status bar."""
