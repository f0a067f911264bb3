"""Media keeps photos as evidence: sealed originals, watermarked pictures, comparisons."""
