"""Who may do what, and how personal data is kept: roles, permissions, keys, sealed fields, masking, the audit chain."""
