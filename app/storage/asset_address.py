"""Which kind of asset store an address names, told without loading what reaches it."""

SCHEME = "s3://"


def is_s3(where: str) -> bool:
    """Whether this names an S3 store rather than a folder."""
    return where.startswith(SCHEME)
