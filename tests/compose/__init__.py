"""The distributed form as compose starts it, from outside: `make test-compose`."""
