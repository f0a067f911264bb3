"""Statistics: what each figure counts, how each indicator follows, and by what it is grouped."""
