"""Open311 GeoReport v2 before reports: categories are services, reports are service requests."""
