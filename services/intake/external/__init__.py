"""Records that other platforms send by themselves: signed, put into the city's words, taken in."""
