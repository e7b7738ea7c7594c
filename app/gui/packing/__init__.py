"""The Pack workplace: scanner and keyboard, from the first scan to the accepted parcel."""
