"""Rounds of changes: how many of them cost the buyer nothing."""


def beyond_free(approval: int, free: int) -> bool:
    """Whether more changes came before this round of approval than are free; the first round follows none."""
    return approval - 1 > free
