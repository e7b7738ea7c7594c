"""From pieces to files that can be printed: imposed, written, and judged before they leave."""
