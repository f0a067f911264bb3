"""The AsyncAPI document against AsyncAPI's own schema and against what is really sent."""
