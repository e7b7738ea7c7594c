"""Everything that knows Qt and VTK."""

from app.gui.base.none_stays import keep_none

keep_none()
