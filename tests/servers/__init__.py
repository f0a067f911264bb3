"""The servers that tests stand on: found where there is one, made where there is none."""
