"""Customer service: proofs that are sent and decided, claims that are settled."""
