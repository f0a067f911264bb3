"""What services say to one another: facts in the past tense, one module per publisher."""
