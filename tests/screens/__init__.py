"""The screens in a real browser, against the one-process form: `make test-screens`."""
